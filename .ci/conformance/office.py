"""LibreOffice without a window: one start converts many files."""

from . import command, places


def convert(paths, kind, folder):
    """Converts files to `kind` (pdf, odt) in `folder`: for each path the new file, or None with no result."""
    folder.mkdir(parents=True, exist_ok=True)
    results = {path: folder / f"{path.stem}.{kind}" for path in paths}
    for result in results.values():
        result.unlink(missing_ok=True)
    _soffice(paths, kind, folder)
    # One file that crashes the office takes the rest of the batch with it: try what is missing alone.
    missing = [path for path, result in results.items() if not result.exists()]
    if len(paths) > 1:
        for path in missing:
            _soffice([path], kind, folder)
    return {path: result if result.exists() else None for path, result in results.items()}


def _soffice(paths, kind, folder):
    if not paths:
        return
    profile = places.OFFICE_PROFILE.resolve().as_uri()
    command.run(
        [
            "soffice",
            f"-env:UserInstallation={profile}",
            "--headless",
            "--norestore",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            *paths,
        ],
        timeout=120 + 20 * len(paths),
    )
