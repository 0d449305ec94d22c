"""Veo's rules in the sandbox, as they are on the wire; the SDK itself is proven in tests/providers."""

import pytest

from studio.sandbox.veo import rules

KEY = {"x-goog-api-key": "veo-0123456789-wxyz"}
PICTURE = {"bytesBase64Encoded": "AAAA", "mimeType": "image/png"}
ASSET = {"image": PICTURE, "referenceType": "ASSET"}
LITE = "/v1beta1/publishers/google/models/veo-3.1-lite-generate-001"
FAST = "/v1beta1/publishers/google/models/veo-3.1-fast-generate-001"


def make(http, sandbox, at=FAST, instance=None, headers=KEY, **wanted):
    asked = {"instances": [{"prompt": "a boat", **(instance or {})}], "parameters": {"durationSeconds": 4, **wanted}}
    return http.post(f"{sandbox.google}{at}:predictLongRunning", json=asked, headers=headers)


def look(http, sandbox, name):
    asked = {"operationName": name}
    return http.post(f"{sandbox.google}{FAST}:fetchPredictOperation", json=asked, headers=KEY)


def test_an_operation_is_nameless_about_its_progress_until_it_is_done(http, sandbox, clock):
    name = make(http, sandbox).json()["name"]
    assert look(http, sandbox, name).json() == {"name": name}
    clock.forward(3)
    done = look(http, sandbox, name).json()
    assert done["done"] and done["response"]["videos"][0]["mimeType"] == "video/mp4"


def test_nothing_answers_without_a_good_key(http, sandbox):
    assert make(http, sandbox, headers={}).status_code == 401
    refused = make(http, sandbox, headers={"x-goog-api-key": "wrong"})
    assert (refused.status_code, refused.json()["error"]["details"][0]["reason"]) == (400, "API_KEY_INVALID")
    assert make(http, sandbox, headers={"Authorization": "Bearer ours"}).status_code == 200


def test_an_unknown_operation_is_404(http, sandbox):
    assert look(http, sandbox, "publishers/google/models/x/operations/none").status_code == 404


@pytest.mark.parametrize(
    ("wish", "status", "sentence"),
    [
        ({"at": "/v1beta1/publishers/google/models/veo-9"}, 404, "was not found"),
        ({"durationSeconds": 5}, 400, "Unsupported value for durationSeconds: 5"),
        ({"resolution": "540p"}, 400, "resolution"),
        ({"aspectRatio": "1:1"}, 400, "aspectRatio"),
        ({"instance": {"prompt": ""}}, 400, "needs a prompt or an image"),
        ({"instance": {"lastFrame": {"bytesBase64Encoded": "AA==", "mimeType": "image/png"}}}, 400, "needs an image"),
        ({"instance": {"image": {"mimeType": "image/png"}}}, 400, "cannot be read"),
        ({"instance": {"referenceImages": [ASSET]}}, 400, "8 seconds only"),
        ({"instance": {"referenceImages": [ASSET] * 4}, "durationSeconds": 8}, 400, "At most 3"),
        ({"instance": {"referenceImages": [ASSET | {"referenceType": "STYLE"}]}, "durationSeconds": 8}, 400, "STYLE"),
        ({"instance": {"referenceImages": [ASSET], "image": PICTURE}, "durationSeconds": 8}, 400, "together"),
        ({"instance": {"video": {"gcsUri": "gs://ours/a.mp4"}}, "durationSeconds": 7}, 400, "cannot be read"),
        ({"instance": {"video": {"bytesBase64Encoded": "AAAA"}}, "durationSeconds": 4}, 400, "durationSeconds"),
        ({"at": LITE, "resolution": "4k"}, 400, "resolution"),
        ({"at": LITE, "instance": {"referenceImages": [ASSET]}, "durationSeconds": 8}, 400, "not supported"),
        ({"negativePrompt": 7}, 400, "negativePrompt"),
    ],
)
def test_what_veo_cannot_make_is_refused_and_costs_nothing(http, sandbox, wish, status, sentence):
    refused = make(http, sandbox, **wish)
    assert (refused.status_code, sentence in refused.json()["error"]["message"]) == (status, True)
    assert sandbox.reception.accounts["veo"].balance_cents() == 1_000_000


@pytest.mark.parametrize("asked", [None, [], {}, {"instances": []}, {"instances": [17]}])
def test_nonsense_is_refused(asked):
    with pytest.raises(rules.Wrong):
        rules.check("veo-3.1-generate-001", asked)
