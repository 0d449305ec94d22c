"""Who writes text: outlines, better prompts, reviews of takes.

`interface.py` is what a writer is, `tasks.py` what one can be asked for, `outline.py` the scenes that come of it. `offline/` writes by
rule; `gemini.py` and `openai.py` ask a model (`asking.py`), by `questions.py` out and `answers.py` back, which `checking.py` holds
against our limits. What models are told lies in `prompts/`, what they cost in `rates.py`.
"""
