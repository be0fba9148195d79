"""A yes or a no of a person at a terminal: «да», as the question is asked, or click's own «y»."""

import click

YES = frozenset({"да", "д", "yes", "y"})
NO = frozenset({"", "нет", "н", "no", "n"})


def agreed(question: str) -> bool:
    """Ask until the answer is one of the two; an empty line is a no, the end of the input aborts."""
    while (answer := str(click.prompt(f"{question} [да/нет]", default="", show_default=False)).strip(" .!").casefold()) not in YES | NO:
        click.echo(f"«{answer}»: ответьте «да» или «нет».", err=True)
    return answer in YES
