"""`dunghan init` on the command line: asks what it was not told, and says what comes next."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.environment import FILE
from bot.options import MISSET, WRONG, DataOption, fail, fail_without_room, finish, say, settings_in

if TYPE_CHECKING:
    from bot.setting_up import Answers

YesOption = Annotated[bool, typer.Option("--yes", help=say("cli.option.init_yes"))]
TokenOption = Annotated[
    Path | None,
    typer.Option("--token-file", metavar="FILE", exists=True, dir_okay=False, help=say("cli.option.token_file")),
]
PlanOption = Annotated[
    Path | None, typer.Option("--plan", metavar="FILE", exists=True, dir_okay=False, help=say("cli.option.init_plan"))
]


def init(
    messenger: Annotated[str, typer.Option(metavar="CHANNEL", help=say("cli.option.init_messenger"))] = "",
    token_file: TokenOption = None,
    public_url: Annotated[str | None, typer.Option(metavar="URL", help=say("cli.option.init_public_url"))] = None,
    plan: PlanOption = None,
    yes: YesOption = False,
    data: DataOption = None,
) -> None:
    """Make an installation of an empty folder."""
    from bot import setting_up
    from bot.clock import RealClock

    if Path(FILE).exists():
        typer.echo(say("init.kept", file=Path(FILE).absolute()))
    else:
        _write(_asked(messenger, token_file, public_url, data, yes=yes))
        plan = plan or (None if yes else _asked_plan())
    settings = settings_in(data)
    done, is_fine = finish(setting_up.fill(settings, plan, say, RealClock().now()))
    typer.echo("\n".join(done), err=not is_fine)
    if not is_fine:
        raise typer.Exit(WRONG)
    typer.echo(say("init.next"))


def _asked(
    messenger: str, token_file: Path | None, public_url: str | None, data: Path | None, *, yes: bool
) -> "Answers":
    """The answers, each from its option, else asked for; unattended what is not said is left out."""
    from bot.setting_up import Answers, Messenger

    if not messenger:
        messenger = "telegram" if yes else str(typer.prompt(say("init.ask.messenger"), default="telegram"))
    if messenger not in list(Messenger):
        fail(say("init.unknown_messenger", messenger=messenger, known=", ".join(Messenger)))
    token = _token(messenger, token_file, yes=yes)
    if public_url is None:
        public_url = "" if yes else str(typer.prompt(say("init.ask.public_url"), default="", show_default=False))
    return Answers(Messenger(messenger), token, data or _folder(yes=yes), _address(public_url.strip()))


def _token(messenger: str, file: Path | None, *, yes: bool) -> str:
    """From a file, or typed unseen; never an argument, which other users of the machine could read."""
    from bot import reading_settings
    from bot.setting_up import SECTION, Messenger

    name = f"DUNGHAN_{SECTION[Messenger(messenger)]}__TOKEN"
    try:
        if any(one.name == name for one in reading_settings.given()):
            return ""  # given in another way, which stays the way
        if file:
            given = file.read_text(encoding="utf-8")
        else:
            given = "" if yes else str(typer.prompt(say("init.ask.token"), hide_input=True, default=""))
        return reading_settings.checked_token(name, given, file)
    except reading_settings.WrongSettingsError as error:
        fail(error.told(say), MISSET)
    except (OSError, UnicodeDecodeError):
        fail(say("init.unreadable", file=file))


def _folder(*, yes: bool) -> Path | None:
    """Beside the settings, unless the environment names one already."""
    from bot import reading_settings

    if any(one.name == "DUNGHAN_DATA" for one in reading_settings.given()):
        return None
    beside = Path("data")
    return beside if yes else Path(str(typer.prompt(say("init.ask.data"), default=str(beside.absolute()))))


def _address(public_url: str) -> str:
    if public_url and not (public_url.startswith("https://") and len(public_url.split()) == 1):
        fail(say("init.no_address", given=public_url))
    return public_url


def _asked_plan() -> Path | None:
    given = str(typer.prompt(say("init.ask.plan"), default="", show_default=False)).strip()
    if given and not Path(given).is_file():
        typer.echo(say("init.no_plan", file=given), err=True)
        return None
    return Path(given) if given else None


def _write(answers: "Answers") -> None:
    from bot import setting_up

    try:
        setting_up.write_settings(answers, say)
    except OSError as error:
        fail_without_room(error, Path.cwd())
    typer.echo(say("init.written", file=Path(FILE).absolute()))
