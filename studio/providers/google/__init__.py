"""Google, two providers on one SDK: `omni` asks for Gemini Omni's clips and for pictures, `veo` for Veo's clips.

`words` says a brief in Google's words, `uploads` brings a clip there, `progress` reads the answers. `client` and `errors` are also
for those who ask Google for text and speech.
"""

from studio.providers.google.omni import GoogleOmni
from studio.providers.google.veo import GoogleVeo

__all__ = ["GoogleOmni", "GoogleVeo"]
