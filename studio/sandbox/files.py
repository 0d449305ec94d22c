"""The clips, pictures and posters of all providers, at addresses that need no key. An address dies when `dead_url` strikes it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox.account import Generation, Stage
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import file_reply, refused_by, spoiled_file

MEDIA_TYPES = {"mp4": "video/mp4", "jpg": "image/jpeg", "png": "image/png"}


def link(request: Request, provider: str, generation: Generation) -> str:
    """Where its file is now, on this server."""
    name = f"{provider}/{generation.id}/{generation.link}.{generation.suffix}"
    return f"http://{request.headers['host']}/files/{name}"


def poster_link(request: Request, provider: str, generation: Generation) -> str:
    return f"http://{request.headers['host']}/posters/{provider}/{generation.id}/{generation.link}.jpg"


def find_file(reception: Reception, provider: str, generation_id: str) -> Generation | None:
    """The generation whose file that is, if it is there."""
    account, now = reception.accounts.get(provider), reception.clock()
    generation = account.find(generation_id) if account else None
    generation = generation and generation.shown(now)
    return generation if generation and generation.stage(now) is Stage.DONE else None


class Files(Wire):
    name = "files"

    def __init__(self, reception: Reception):
        self.reception = reception

    def router(self) -> APIRouter:
        router = APIRouter()
        receive, name = self.reception.endpoint, "/{provider}/{id}/{link:int}."
        router.add_route(f"/files{name}{{suffix}}", receive(self, "download", self.download), ["GET"])
        router.add_route(f"/posters{name}jpg", receive(self, "poster", self.poster), ["GET"])
        return router

    def find(self, call: Call) -> Generation | None:
        path = call.request.path_params
        return find_file(self.reception, path["provider"], path["id"])

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        return Response(f"<Error><Message>{sentence}</Message></Error>", code, headers, "application/xml")

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        path = call.request.path_params
        if call.generation is None or path.get("suffix", call.generation.suffix) != call.generation.suffix:
            return self.refusal(404, "There is no such file")
        is_old = path["link"] < call.generation.link
        if is_old or call.generation.has_dead_link(self.reception.clock()):
            return self.refusal(call.generation.dead_code, "Request has expired")
        return None

    async def download(self, call: Call) -> Response:
        generation = call.named
        if fault := call.met("dead_url"):
            generation.link, generation.dead_code = generation.link + 1, fault.code
            return refused_by(fault, self.refusal)
        content = await self.content_of(generation)
        return spoiled_file(
            call.fault, content, call.request.headers.get("range"), MEDIA_TYPES.get(generation.suffix, "video/mp4")
        )

    async def content_of(self, generation: Generation) -> bytes:
        clips, shape = self.reception.clips, generation.shape
        if generation.suffix == "mp4":
            return await clips.clip(shape, generation.id)
        return await clips.picture(shape, generation.suffix, generation.id)

    async def poster(self, call: Call) -> Response:
        return file_reply(await self.reception.clips.poster(call.named.shape), "image/jpeg")
