//! The questions, in the order in which a missing answer explains the next one.
//!
//! Never knows how the answers are shown.

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::Stdio;
use std::sync::Arc;

use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
use nix::sys::signal::SigSet;
use nix::sys::statvfs::statvfs;

use crate::headless::{self, Format, Orders};
use crate::i18n::{Lang, charset, say, word};
use crate::lessons::Model;
use crate::link::THIS_PROGRAM;
use crate::link::directory::RunDirectory;
use crate::machine::{self, Missing, Need, Needed, limits};
use crate::play::Plays;
use crate::progress::file::Keeper;
use crate::protocol::launch;
use crate::sys::shared_page::SharedPage;
use crate::view::layout;
use crate::view::theme::{Depth, Theme};
use crate::{notes, python, tui};

/// The lesson that is run as a whole: it forks, waits and prints.
const TRIED: &str = "fork-tree";

/// Seconds of processor time that `python3` may take to say its version.
const PYTHONS_TIME: u64 = 5;

/// What needs it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Whose {
    Everything,
    Explorer,
    Presenter,
    Memory,
    Of(&'static [Model]),
    /// What CPython runs, beside Rust or alone.
    Python,
}

/// A question: what it is about, who needs it, and what is found; an error says what is missing.
pub(super) struct Check {
    pub(super) need: Need,
    pub(super) whose: Whose,
    pub(super) ask: Ask,
}

/// Asks it, on whatever thread.
pub(super) type Ask = Arc<dyn Fn(Lang) -> io::Result<String> + Send + Sync>;

fn check(
    need: Need,
    whose: Whose,
    ask: impl Fn(Lang) -> io::Result<String> + Send + Sync + 'static,
) -> Check {
    let ask = Arc::new(ask);
    Check { need, whose, ask }
}

fn everything(
    need: Need,
    ask: impl Fn(Lang) -> io::Result<String> + Send + Sync + 'static,
) -> Check {
    check(need, Whose::Everything, ask)
}

pub(super) fn all(plays: Plays) -> Vec<Check> {
    vec![
        everything(Need::Stack, |_| limit(0)),
        everything(Need::Addresses, |_| limit(1)),
        everything(Need::Addresses, |_| limit(2)),
        everything(Need::Descriptors, |_| limit(3)),
        everything(Need::Proc, |_| {
            machine::proc().map(|()| "/proc/self/stat".to_owned())
        }),
        everything(Need::Null, |_| {
            machine::null().map(|_| "/dev/null".to_owned())
        }),
        everything(Need::Terminals, |_| {
            machine::spare_terminal().map(|()| "/dev/ptmx".to_owned())
        }),
        everything(Need::Processes, processes),
        everything(Need::Threads, |_| {
            machine::thread("another", || ()).map(|_| "pthread_create".to_owned())
        }),
        everything(Need::Calls, calls),
        everything(Need::Directory, directory),
        everything(Need::Sockets, sockets),
        everything(Need::Memory, |_| {
            let mapped = SharedPage::map(1, 1).needed(Need::Memory, "mmap(2)");
            mapped.map(|_| "MAP_SHARED".to_owned())
        }),
        check(
            Need::Stacks,
            Whose::Of(&[Model::Coroutine, Model::All]),
            |_| {
                let stack = python::spare_stack().needed(Need::Stacks, "mmap(2)");
                stack.map(|()| "mmap".to_owned())
            },
        ),
        everything(Need::Run, move |lang| run(plays, lang)),
        check(Need::Screen, Whose::Explorer, screen),
        check(Need::Utf8, Whose::Explorer, utf8),
        check(Need::State, Whose::Memory, state),
        check(Need::Notes, Whose::Presenter, |_| {
            notes::socket::directory().map(|path| path.display().to_string())
        }),
        check(Need::Python3, Whose::Python, python3),
    ]
}

fn limit(which: usize) -> io::Result<String> {
    Ok(limits::ALL[which].look()?)
}

fn processes(_: Lang) -> io::Result<String> {
    let mut itself = std::process::Command::new(THIS_PROGRAM);
    // A stage without a launch ends at once.
    let mut stage = machine::spawn(itself.arg(launch::ARGUMENT), Stdio::null())?;
    stage.wait()?;
    let (soft, _) = getrlimit(Resource::RLIMIT_NPROC).unwrap_or((RLIM_INFINITY, RLIM_INFINITY));
    Ok(match soft {
        RLIM_INFINITY => "ulimit -u unlimited".to_owned(),
        most => format!("ulimit -u {most}"),
    })
}

fn calls(_: Lang) -> io::Result<String> {
    machine::process_descriptor(std::process::id().cast_signed())?;
    machine::epoll()?;
    machine::event()?;
    machine::signals(&SigSet::empty())?;
    machine::pipe()?;
    Ok("pidfd_open, epoll, eventfd, signalfd, pipe".to_owned())
}

fn directory(lang: Lang) -> io::Result<String> {
    let made = RunDirectory::make()?;
    let place = made.place();
    let room = statvfs(&place).map_or(0, |room| room.blocks_available() * room.fragment_size());
    let asked = std::env::temp_dir();
    let key = match asked == place {
        true => "doctor.place",
        false => "doctor.elsewhere",
    };
    let length = made.socket().as_os_str().len().to_string();
    Ok(say(
        lang,
        key,
        &[
            ("path", &place.display().to_string()),
            ("asked", &asked.display().to_string()),
            ("free", &(room >> 20).to_string()),
            ("length", &length),
            ("most", LONGEST_PATH),
        ],
    ))
}

/// Bytes of a socket's path, without the zero behind it (unix(7)).
const LONGEST_PATH: &str = "107";

fn sockets(_: Lang) -> io::Result<String> {
    let made = RunDirectory::make()?;
    let listener = UnixListener::bind(made.socket()).needed(Need::Sockets, "bind(2)")?;
    let line = UnixStream::connect(made.socket()).needed(Need::Sockets, "connect(2)")?;
    let (heard, _) = listener.accept().needed(Need::Sockets, "accept4(2)")?;
    for end in [&line, &heard] {
        nix::sys::socket::getsockopt(end, nix::sys::socket::sockopt::PeerCredentials)
            .needed(Need::Sockets, "getsockopt(2)")?;
    }
    Ok("AF_UNIX, SO_PEERCRED".to_owned())
}

fn run(plays: Plays, lang: Lang) -> io::Result<String> {
    let lesson = plays.shelf.open(TRIED).map_err(io::Error::other)?;
    let play = plays.of(lesson, lesson.defaults());
    let mut told = Vec::new();
    headless::run(&play, Orders::default(), Format::Json, &mut told)
        .map_err(|error| match error.downcast::<io::Error>() {
            Ok(error) => error,
            Err(other) => Missing::new(Need::Run, TRIED, &format!("{other:#}")).into(),
        })
        .needed(Need::Run, TRIED)?;
    let lines = told.iter().filter(|&&byte| byte == b'\n').count();
    let count = lines.saturating_sub(1).to_string();
    Ok(format!(
        "{TRIED}: {}",
        say(lang, "doctor.events", &[("count", &count)])
    ))
}

fn screen(lang: Lang) -> io::Result<String> {
    let (columns, rows) = tui::look()?;
    let term = std::env::var("TERM").unwrap_or_default();
    let size = format!("{columns}×{rows}");
    if columns < layout::LEAST.0 || rows < layout::LEAST.1 {
        return Err(Missing::new(Need::Screen, &format!("TERM={term}"), &size).into());
    }
    let colours = match Theme::of_environment(|name| std::env::var(name).ok()).depth {
        Depth::None => word(lang, "doctor.no_colour").to_owned(),
        Depth::Ansi => say(lang, "doctor.colours", &[("count", "16")]),
        Depth::Indexed => say(lang, "doctor.colours", &[("count", "256")]),
        Depth::True => word(lang, "doctor.true_colour").to_owned(),
    };
    Ok(format!("TERM={term}, {size}, {colours}"))
}

fn utf8(_: Lang) -> io::Result<String> {
    let var = |name: &str| std::env::var(name).ok();
    let (name, locale) = charset::locale(var).unwrap_or(("LANG", String::new()));
    match charset::foreign(var) {
        None => Ok(format!("{name}={locale}")),
        Some(_) => Err(Missing::new(Need::Utf8, name, &locale).into()),
    }
}

fn state(lang: Lang) -> io::Result<String> {
    let keeper = Keeper::of_environment(|name| std::env::var_os(name));
    Ok(match keeper.look()? {
        Some(folder) => folder.display().to_string(),
        None => word(lang, "doctor.not_kept").to_owned(),
    })
}

fn python3(lang: Lang) -> io::Result<String> {
    const ASKED: &str = "import platform, sys, sysconfig
print(platform.python_version())
print(int(bool(sysconfig.get_config_var('Py_GIL_DISABLED'))))
print(int(getattr(sys, '_is_gil_enabled', lambda: True)()))";
    let mut command = machine::python3(PYTHONS_TIME);
    let output = command.args(["-c", ASKED]).output();
    let output = output.needed(Need::Python3, "python3")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let lines: Vec<&str> = said.lines().collect();
    let [version, free_threaded, gil] = lines[..] else {
        let errors = String::from_utf8_lossy(&output.stderr);
        let last = errors.lines().last().unwrap_or_default();
        let why = format!("{}: {last}", output.status);
        return Err(Missing::new(Need::Python3, "python3", &why).into());
    };
    let gil = match (free_threaded, gil) {
        ("1", "0") => word(lang, "doctor.without_gil"),
        ("1", _) => word(lang, "doctor.gil_on"),
        _ => word(lang, "doctor.with_gil"),
    };
    Ok(say(
        lang,
        "doctor.python",
        &[("version", version), ("gil", gil)],
    ))
}
