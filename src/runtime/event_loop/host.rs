//! The world around an event loop on the stage: the clock, real or virtual, and real sockets that the kernel watches.
//!
//! Virtual time stands still while code runs and jumps to the next timer when nobody is ready. Sockets are real in either.

use std::cell::{Cell, RefCell};
use std::io::{ErrorKind, Read, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::net::UnixStream;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use crate::protocol::keys::{CLOCK, TIME};
use crate::protocol::{Source as Says, What};
use crate::python::event_loop::{Host, News, Source};
use crate::python::{Class, Exception, Py};
use crate::stage::{Actor, Refused};
use crate::sys::clock::now_ns;

/// How a loop's time goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// As everybody's.
    Real,
    /// It jumps to the next timer when nobody is ready.
    Virtual,
}

pub(super) struct StageHost {
    py: Rc<Actor>,
    clock: Clock,
    idle: Box<dyn Fn(&Actor)>,
    start_ns: u64,
    /// Virtual time, in seconds.
    now: Cell<f64>,
    told: RefCell<String>,
    sockets: RefCell<Vec<UnixStream>>,
}

impl StageHost {
    pub(super) fn new(py: Rc<Actor>, clock: Clock, idle: Box<dyn Fn(&Actor)>) -> StageHost {
        StageHost {
            py,
            clock,
            idle,
            start_ns: now_ns(),
            now: Cell::new(0.0),
            told: RefCell::default(),
            sockets: RefCell::default(),
        }
    }

    /// Says whose time it is, and what time.
    pub(super) fn begin(&self) {
        self.py.tell(What::Fact {
            key: TIME.into(),
            value: match self.clock {
                Clock::Real => "real".into(),
                Clock::Virtual => "virtual".into(),
            },
            source: match self.clock {
                Clock::Real => Says::Kernel,
                Clock::Virtual => Says::Model,
            },
        });
        self.tell_clock();
    }

    /// Says what time it is, when it is another one.
    pub(super) fn tell_clock(&self) {
        let now = format!("{:.2}", self.time());
        if self.told.replace(now.clone()) != now {
            self.py.fact(CLOCK, now);
        }
    }

    /// `time.sleep`
    pub(super) fn block(&self, delay: f64) {
        match self.clock {
            Clock::Real => std::thread::sleep(Duration::from_secs_f64(delay)),
            Clock::Virtual => self.now.set(self.now.get() + delay),
        }
        self.tell_clock();
    }

    pub(super) fn socketpair(&self) -> Result<(Source, Source), Refused> {
        let pair = UnixStream::pair().and_then(|(ear, mouth)| {
            ear.set_nonblocking(true)?;
            Ok((ear, mouth))
        });
        let (ear, mouth) = pair.map_err(|error| self.py.no_room("socketpair", &error))?;
        let fds = format!("{} {}", ear.as_raw_fd(), mouth.as_raw_fd());
        self.py.tell(What::Fact {
            key: "socketpair".into(),
            value: fds,
            source: Says::Kernel,
        });
        let mut sockets = self.sockets.borrow_mut();
        sockets.extend([ear, mouth]);
        Ok((sockets.len() - 2, sockets.len() - 1))
    }

    pub(super) fn send(&self, socket: Source, text: &str) -> Py {
        let mut sockets = self.sockets.borrow_mut();
        let Some(mouth) = sockets.get_mut(socket) else {
            return Err(Class::OSError.with("no such socket"));
        };
        let sent = mouth
            .write(text.as_bytes())
            .map_err(|error| os_error(&error))?;
        Ok(i64::try_from(sent).unwrap_or(i64::MAX).into())
    }

    /// What there is to read; None: nothing yet.
    pub(super) fn receive(&self, socket: Source) -> Option<Py> {
        let mut bytes = [0; 9];
        let read = self.sockets.borrow_mut().get_mut(socket)?.read(&mut bytes);
        match read {
            Ok(count) => Some(Ok(String::from_utf8_lossy(&bytes[..count]).as_ref().into())),
            Err(error)
                if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) =>
            {
                None
            }
            Err(error) => Some(Err(os_error(&error))),
        }
    }

    /// Those that the kernel calls readable, after `timeout` at most.
    fn poll(&self, watched: &[Source], timeout: Option<f64>) -> Vec<Source> {
        let sockets = self.sockets.borrow();
        let watched: Vec<(Source, &UnixStream)> = watched
            .iter()
            .filter_map(|source| Some((*source, sockets.get(*source)?)))
            .collect();
        let mut fds: Vec<PollFd<'_>> = watched
            .iter()
            .map(|(_, socket)| PollFd::new(socket.as_fd(), PollFlags::POLLIN))
            .collect();
        // Rounded up, as asyncio does: a timer is never early.
        let timeout = timeout.map_or(PollTimeout::NONE, |seconds| {
            let time = Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX);
            PollTimeout::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(PollTimeout::MAX)
        });
        // A signal, too, ends the wait: the loop then comes round once more.
        if poll(&mut fds, timeout).unwrap_or(0) == 0 {
            return Vec::new();
        }
        let readable = |fd: &PollFd<'_>| fd.any().unwrap_or(false);
        let ready = watched.iter().zip(&fds).filter(|(_, fd)| readable(fd));
        ready.map(|((source, _), _)| *source).collect()
    }
}

fn os_error(error: &std::io::Error) -> Arc<Exception> {
    Class::OSError.with(error.to_string())
}

impl Host for StageHost {
    fn time(&self) -> f64 {
        match self.clock {
            Clock::Real => now_ns().saturating_sub(self.start_ns) as f64 / 1e9,
            Clock::Virtual => self.now.get(),
        }
    }

    fn select(&self, watched: &[Source], timeout: Option<f64>) -> Vec<Source> {
        if timeout == Some(0.0) {
            return self.poll(watched, timeout);
        }
        (self.idle)(&self.py);
        self.py.blocked("select()", None);
        let ready = match (self.clock, timeout) {
            (Clock::Virtual, Some(seconds)) => {
                let ready = self.poll(watched, Some(0.0));
                if ready.is_empty() {
                    self.now.set(self.now.get() + seconds);
                }
                ready
            }
            (_, timeout) => self.poll(watched, timeout),
        };
        self.py.unblocked("select()");
        self.tell_clock();
        if let Some(socket) = ready.first()
            && let Some(socket) = self.sockets.borrow().get(*socket)
        {
            self.py.tell(What::Fact {
                key: "readable".into(),
                value: format!("fd {}", socket.as_raw_fd()),
                source: Says::Kernel,
            });
        }
        ready
    }

    fn told(&self, news: News<'_>) {
        let main = self.py.id().as_str();
        match news {
            News::Ready(call) => self.py.message(main, "ready", "put", call),
            News::Taken(call) => self.py.message("ready", main, "get", call),
            News::Timer(task, when) => self.py.message(main, "timers", "put", timer(task, when)),
            News::TimerGone(task, when) => {
                self.py.message("timers", main, "get", timer(task, when));
            }
            News::Step(task, None) => self.py.blocked(&format!("{task}.send(None)"), None),
            News::Step(task, Some(thrown)) => {
                let call = format!("{task}.throw({})", thrown.repr());
                self.py.blocked(&call, None);
            }
            News::Stepped(task) => self.py.unblocked(task),
            News::Done(_) => {}
        }
    }
}

fn timer(task: &str, when: f64) -> String {
    format!("{task} {when:.2}")
}
