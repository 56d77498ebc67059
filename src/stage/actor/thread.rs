//! What a demo does with threads: start and join.
//!
//! Never knows processes or generators.

use std::sync::{Arc, mpsc};

use crate::protocol::{Fate, How, Ids, Kind, What};
use crate::stage::actor::process::no_line;
use crate::stage::actor::{Actor, Refused};
use crate::stage::connection::Connection;
use crate::sys::process;
use crate::sys::shared_page::SharedPage;

impl Actor {
    /// An exception is raised in the line that it is at.
    pub fn raised(&self, exception: &impl std::fmt::Display) {
        self.tell(What::Exception {
            text: exception.to_string().into(),
            fate: Fate::Raised,
            line: None,
            file: None,
            function: None,
        });
    }

    /// Starts a real thread with a line of its own. What its body gives back is how it has ended.
    ///
    /// # Errors
    /// The system has no room for another thread (Python's `RuntimeError: can't start new thread`): said as an event.
    pub fn spawn<H: Into<How>>(
        &self,
        name: &str,
        body: impl FnOnce(&Actor) -> H + Send + 'static,
    ) -> Result<Thread, Refused> {
        let number = self.made.get() + 1;
        let id = self.id.thread(number);
        let run = Arc::clone(&self.run);
        let room =
            ThreadsRoom::reserve(run.page).ok_or_else(|| self.refused("thread", &no_line()))?;
        // Opened here, where it can still be refused: a thread without a line couldn't say why.
        let line = Connection::open(&run.launch, Some(&id));
        let line = line.map_err(|error| self.no_room("thread", &error))?;
        let parent = self.id.clone();
        let (name, said) = (name.to_owned(), name.to_owned());
        let thread_id = id.clone();
        // As CPython's `start()`: it returns once the thread has begun, and has said so.
        let (started, has_started) = mpsc::channel::<()>();
        let thread = move || {
            let _room = room; // given back when the line is closed
            let actor = Actor::attached(thread_id, run, line);
            let ids = Ids {
                pid: Some(std::process::id().cast_signed()),
                tid: Some(process::tid()),
                ..Ids::default()
            };
            actor.tell(What::Born {
                kind: Kind::Thread,
                parent: Some(parent),
                name,
                ids,
            });
            drop(started);
            let how = body(&actor).into();
            actor.tell(What::Ended {
                how,
                reaped_by: None,
            });
        };
        match std::thread::Builder::new().name(said.clone()).spawn(thread) {
            Ok(handle) => {
                self.made.set(number);
                let _ = has_started.recv(); // nothing is sent: the other end goes
                Ok(Thread { handle, name: said })
            }
            Err(error) => Err(self.no_room("thread", &error)),
        }
    }
}

/// The room for a thread's line, until the thread ends or isn't started.
struct ThreadsRoom(&'static SharedPage);

impl ThreadsRoom {
    fn reserve(page: &'static SharedPage) -> Option<Self> {
        let own = std::process::id().cast_signed();
        page.reserve_thread(own).then_some(Self(page))
    }
}

impl Drop for ThreadsRoom {
    fn drop(&mut self) {
        self.0.release_thread(std::process::id().cast_signed());
    }
}

/// A started thread.
pub struct Thread {
    handle: std::thread::JoinHandle<()>,
    name: String,
}

impl Thread {
    /// `t.join()`
    pub fn join(self, py: &Actor) {
        let on = format!("{}.join()", self.name);
        let sleeps = !self.handle.is_finished();
        if sleeps {
            py.blocked(&on, None);
        }
        let _ = self.handle.join(); // a panic has said its words on the stage's terminal
        if sleeps {
            py.unblocked(&on);
        }
    }
}
