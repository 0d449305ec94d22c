"""The clips and posters of all providers, at addresses that need no key. An address dies when `dead_url` strikes it."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from studio.sandbox.account import Generation, Stage
from studio.sandbox.reception import Call, Reception, Wire
from studio.sandbox.replies import file_reply, refused_by, spoiled_file


def link(request: Request, provider: str, generation: Generation, suffix: str = "mp4") -> str:
    """Where the file is now, on this server."""
    return f"http://{request.headers['host']}/files/{provider}/{generation.id}/{generation.link}.{suffix}"


class Files(Wire):
    name = "files"

    def __init__(self, reception: Reception):
        self.reception = reception

    def router(self) -> APIRouter:
        router = APIRouter()
        receive = self.reception.endpoint
        router.add_route("/files/{provider}/{id}/{link:int}.mp4", receive(self, "download", self.download), ["GET"])
        router.add_route("/files/{provider}/{id}/{link:int}.jpg", receive(self, "poster", self.poster), ["GET"])
        return router

    def find(self, call: Call) -> Generation | None:
        account = self.reception.accounts.get(call.request.path_params["provider"])
        generation = account.find(call.request.path_params["id"]) if account else None
        is_done = generation is not None and generation.stage(self.reception.clock()) is Stage.DONE
        return generation if is_done else None

    def refusal(self, code: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
        return Response(f"<Error><Message>{sentence}</Message></Error>", code, headers, "application/xml")

    def turned_away(self, call: Call, key: str | None) -> Response | None:
        if call.generation is None:
            return self.refusal(404, "There is no such file")
        is_old = call.request.path_params["link"] < call.generation.link
        if is_old or call.generation.has_dead_link(self.reception.clock()):
            return self.refusal(call.generation.dead_code, "Request has expired")
        return None

    async def download(self, call: Call) -> Response:
        generation = call.named
        if fault := call.met("dead_url"):
            generation.link, generation.dead_code = generation.link + 1, fault.code
            return refused_by(fault, self.refusal)
        clip = await self.reception.clips.clip(generation.shape, generation.id)
        return spoiled_file(call.fault, clip, call.request.headers.get("range"))

    async def poster(self, call: Call) -> Response:
        return file_reply(await self.reception.clips.poster(call.named.shape), "image/jpeg")
