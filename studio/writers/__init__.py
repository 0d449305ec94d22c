"""Who writes text: outlines, better prompts, reviews of takes.

`interface.py` is what a writer is, `registry.py` which one is used, `tasks.py` what one can be asked for, `outline.py` and `rewrite.py`
what comes of it. `offline/` writes by rule; `gemini.py` and `openai.py` ask a model (`asking.py`), by `questions.py` out and `answers.py`
back, which `checking.py` holds against our limits. What models are told lies in `prompts/`, which `prompt_files.py` reads; what they are
shown, `pictures.py` tells by how it begins; what they cost stands in `rates.py`.
"""
