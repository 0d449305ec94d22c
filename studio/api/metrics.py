"""What a monitor counts, in Prometheus' text. The same access as the rest: it tells how much is made and spent."""

from fastapi import APIRouter
from starlette.responses import Response

from studio import metrics, saved_settings
from studio.api.session import Reading

router = APIRouter(tags=["metrics"])


@router.get(
    "/metrics", summary="Calls, clips, money, queue, engines and alerts, for Prometheus", response_class=Response
)
def show_metrics(session: Reading) -> Response:
    return Response(metrics.text(session, saved_settings.current(session)), media_type=metrics.CONTENT_TYPE)
