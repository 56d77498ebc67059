//! The demos: the teachable Rust that really runs, one file a lesson, read side by side with its Python listing.
//!
//! A demo knows its context, `stage`'s `Actor` (it is called `py`), `runtime`, `explore`'s programs, and `python`; never the screen, the world or the wire.

mod all {
    pub(super) mod three_ways;
}
mod coroutine {
    pub(super) mod async_await;
    pub(super) mod generator;
    pub(super) mod pipeline;
    pub(super) mod scheduler;
    pub(super) mod yield_from;
}
mod process {
    pub(super) mod daemon;
    pub(super) mod fork_tree;
    pub(super) mod own_memory;
    pub(super) mod process_pool;
    pub(super) mod zombie_orphan;
}
mod thread {
    pub(super) mod deadlock;
    pub(super) mod gil;
    pub(super) mod lock;
    pub(super) mod lost_update;
    pub(super) mod producer_consumer;
    pub(super) mod thread_pool;
}

use crate::explore::Program;
use crate::lessons::{Lesson, Settings, Shelf};
use crate::play::{Play, Plays};
use crate::protocol::{Body, Piece};
use crate::runtime;
use crate::stage::{self, Actor};

/// A demo: what runs when its lesson is opened.
pub struct Demo {
    /// The lesson's id.
    pub id: &'static str,
    /// The file it is written in: the Rust tab shows it.
    pub source: &'static str,
    /// Its body.
    pub run: fn(&mut Actor),
    /// Its small program with these knobs, where every schedule of it can be explored.
    pub program: Option<fn(&Settings) -> Program>,
}

/// All demos. To add one: its file, its module above, its line here.
pub const TABLE: &[Demo] = &[
    Demo {
        id: "fork-tree",
        source: include_str!("demos/process/fork_tree.rs"),
        run: process::fork_tree::run,
        program: None,
    },
    Demo {
        id: "own-memory",
        source: include_str!("demos/process/own_memory.rs"),
        run: process::own_memory::run,
        program: None,
    },
    Demo {
        id: "zombie-orphan",
        source: include_str!("demos/process/zombie_orphan.rs"),
        run: process::zombie_orphan::run,
        program: None,
    },
    Demo {
        id: "daemon",
        source: include_str!("demos/process/daemon.rs"),
        run: process::daemon::run,
        program: None,
    },
    Demo {
        id: "process-pool",
        source: include_str!("demos/process/process_pool.rs"),
        run: process::process_pool::run,
        program: None,
    },
    Demo {
        id: "thread-pool",
        source: include_str!("demos/thread/thread_pool.rs"),
        run: thread::thread_pool::run,
        program: None,
    },
    Demo {
        id: "lost-update",
        source: include_str!("demos/thread/lost_update.rs"),
        run: thread::lost_update::run,
        program: Some(thread::lost_update::program),
    },
    Demo {
        id: "lock",
        source: include_str!("demos/thread/lock.rs"),
        run: thread::lock::run,
        program: Some(thread::lock::program),
    },
    Demo {
        id: "deadlock",
        source: include_str!("demos/thread/deadlock.rs"),
        run: thread::deadlock::run,
        program: Some(thread::deadlock::program),
    },
    Demo {
        id: "producer-consumer",
        source: include_str!("demos/thread/producer_consumer.rs"),
        run: thread::producer_consumer::run,
        program: Some(thread::producer_consumer::program),
    },
    Demo {
        id: "gil",
        source: include_str!("demos/thread/gil.rs"),
        run: thread::gil::run,
        program: None,
    },
    Demo {
        id: "generator",
        source: include_str!("demos/coroutine/generator.rs"),
        run: coroutine::generator::run,
        program: None,
    },
    Demo {
        id: "pipeline",
        source: include_str!("demos/coroutine/pipeline.rs"),
        run: coroutine::pipeline::run,
        program: None,
    },
    Demo {
        id: "yield-from",
        source: include_str!("demos/coroutine/yield_from.rs"),
        run: coroutine::yield_from::run,
        program: None,
    },
    Demo {
        id: "scheduler",
        source: include_str!("demos/coroutine/scheduler.rs"),
        run: coroutine::scheduler::run,
        program: None,
    },
    Demo {
        id: "async-await",
        source: include_str!("demos/coroutine/async_await.rs"),
        run: coroutine::async_await::run,
        program: None,
    },
    Demo {
        id: "three-ways",
        source: include_str!("demos/all/three_ways.rs"),
        run: all::three_ways::run,
        program: None,
    },
];

/// The demo of a lesson.
pub fn find(id: &str) -> Option<&'static Demo> {
    TABLE.iter().find(|demo| demo.id == id)
}

/// The small program of a lesson with these knobs, if every schedule of it can be explored.
pub fn program(id: &str, settings: &Settings) -> Option<Program> {
    let program = find(id)?.program?;
    Some(program(settings))
}

/// The play of a lesson with these knobs.
pub fn play(lesson: &'static Lesson, settings: Settings) -> Play {
    let demo = find(&lesson.id);
    Play {
        lesson,
        listing: lesson.listing.specialised(&settings),
        body: Body::Demo(lesson.id.clone()),
        python: None,
        only_on_cpython: demo.is_none(),
        program: program(&lesson.id, &settings),
        other: demo.map(|demo| demo.source),
        settings,
    }
}

/// The lessons of a shelf, with plays that are demos.
pub fn plays(shelf: &'static Shelf) -> Plays {
    Plays { shelf, make: play }
}

/// What a stage does that was given this piece; None: there is no such demo.
pub fn work(piece: &Piece) -> Option<stage::Work> {
    match &piece.body {
        Body::Demo(id) => find(id).map(|demo| Box::new(demo.run) as stage::Work),
        Body::Freely { id, times } => {
            let (program, times) = (program(id, &piece.settings)?, *times);
            Some(Box::new(move |py| runtime::freely(py, &program, times)))
        }
        Body::CPython(_) => None,
    }
}
