//! `three-ways`: the same job in processes, in threads (with a GIL and without) and in coroutines, each in a process of its own
//! that is measured.

use std::io::{PipeReader, PipeWriter, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use crate::protocol::Source;
use crate::protocol::keys::{FINISHED, GONE, MEMORY, ORDER, SHARED, START, SWITCHES, TIME, figure};
use crate::python::Value;
use crate::python::eval_loop::{COUNT, SwitchPoints};
use crate::runtime::{Async, Clock, Interpreter, Meter, children_ns, own_memory};
use crate::stage::Actor;

/// How often a worker counts for each step of the knob `size`. Unoptimised, a tenth takes as long.
const ROUNDS: u64 = if cfg!(debug_assertions) {
    2_000
} else {
    20_000
};

/// What every worker of a house knows.
struct House {
    workers: u8,
    cpu: bool,
    size: u64,
    question: String,
    shared: AtomicI64,
    writer: PipeWriter,
}

/// What a worker tells when it has come to its end: its number, and how many bytes of memory are its alone.
const TOLD: usize = 9;

impl House {
    fn begin(&self, py: &Actor, n: u8) {
        if self.question == "crash" && n == 0 {
            py.kill_itself("SIGKILL");
        }
        if self.question == "block" && n == 0 {
            std::thread::sleep(Duration::from_millis(500));
        }
    }

    fn python(&self) -> Interpreter {
        Interpreter::new(Duration::from_millis(5), SwitchPoints::CallsAndJumps, 0)
    }

    fn compute(&self, py: &Actor, python: &Interpreter) {
        let me = python.enter(py);
        me.run(COUNT, self.size * ROUNDS);
        drop(me.leave());
    }

    fn pause(&self) -> Duration {
        Duration::from_millis(self.size * 10)
    }

    fn end(&self, n: u8, memory: u64) {
        self.shared.fetch_add(1, Ordering::SeqCst);
        let mut told = [0; TOLD];
        told[0] = n;
        told[1..].copy_from_slice(&memory.to_le_bytes());
        let _ = (&self.writer).write_all(&told); // who reads has waited for it, or is gone
    }
}

/// The job of a process or a thread.
fn job(py: &Actor, house: &House, python: &Interpreter, n: u8) {
    house.begin(py, n);
    if house.cpu {
        house.compute(py, python);
    } else {
        std::thread::sleep(house.pause());
    }
}

fn processes(py: &mut Actor, house: &Arc<House>) -> Meter {
    py.cue("fork");
    let mut meter = Meter::begin();
    let mut alive = 0;
    for n in 0..house.workers {
        match meter.start(|| py.fork()) {
            Ok(0) => {
                job(py, house, &house.python(), n);
                house.end(n, own_memory());
                py.exit(0);
            }
            Ok(_) => alive += 1,
            Err(_) => break,
        }
    }
    for _ in 0..alive {
        let _ = py.wait();
    }
    meter
}

/// `gil`: whether the threads share one interpreter.
fn threads(py: &Actor, house: &Arc<House>, gil: bool) -> Meter {
    py.cue("start");
    let mut meter = Meter::begin();
    let shared = Arc::new(house.python());
    let mut team = Vec::new();
    for n in 0..house.workers {
        let house = Arc::clone(house);
        let python = match gil {
            true => Arc::clone(&shared),
            false => Arc::new(house.python()),
        };
        let body = move |py: &Actor| {
            job(py, &house, &python, n);
            house.end(n, 0);
        };
        match meter.start(|| py.spawn(&format!("t{n}"), body)) {
            Ok(thread) => team.push(thread),
            Err(_) => break,
        }
    }
    for thread in team {
        thread.join(py);
    }
    meter
}

fn coroutines(py: &mut Actor, house: &Arc<House>) -> Meter {
    py.cue("run");
    let mut meter = Meter::begin();
    let event_loop = py.event_loop(Clock::Real, |_| {});
    let tasks: Vec<_> = (0..house.workers)
        .map(|n| {
            let house = Arc::clone(house);
            let name = format!("c{n}");
            let body = move |py: &Async<'_>| {
                house.begin(py, n);
                if house.cpu {
                    house.compute(py, &house.python());
                } else {
                    py.sleep(house.pause().as_secs_f64())?;
                }
                house.end(n, 0);
                Ok(Value::None)
            };
            meter.start(|| event_loop.coroutine("task", &name, body))
        })
        .collect();
    let its = event_loop.clone();
    let main = event_loop.coroutine("gather", "gather()", move |py| {
        let tasks = tasks.into_iter().enumerate();
        let tasks = tasks.map(|(n, task)| its.create_task(&format!("c{n}"), task));
        let tasks: Vec<_> = tasks.collect();
        py.gather(&tasks)?;
        Ok(Value::None)
    });
    if let Err(error) = event_loop.run("gather()", main) {
        py.uncaught(&error);
    }
    meter
}

/// The ways whose workers compute at the same time, where there are processors.
const SIDE_BY_SIDE: [&str; 2] = ["processes", "threads, no GIL"];

/// What a house tells at its end, after its workers.
const END: usize = 5 * 8;

/// Runs one way in a process of its own, and makes known and prints what came of it. `prints`: whether the listing has it, too.
fn measure(
    py: &mut Actor,
    name: &str,
    prints: bool,
    way: impl FnOnce(&mut Actor, &Arc<House>) -> Meter,
) {
    let (reader, writer) = match std::io::pipe() {
        Ok(pipe) => pipe,
        Err(error) => {
            py.no_room("pipe", &error);
            return;
        }
    };
    let house = House {
        workers: u8::try_from(py.int("workers")).unwrap_or(1),
        cpu: py.text("work") == "cpu",
        size: py.int("size").unsigned_abs(),
        question: py.text("question").to_owned(),
        shared: AtomicI64::new(0),
        writer,
    };
    let side_by_side = house.cpu && house.question == "none" && SIDE_BY_SIDE.contains(&name);
    let before = children_ns();
    py.cue("house");
    match py.fork() {
        Ok(0) => {
            let house = Arc::new(house);
            // It is begun behind the way's own cue: nobody is measured while they wait to be let go.
            let meter = way(py, &house);
            let figures = [
                house.shared.load(Ordering::SeqCst).unsigned_abs(),
                meter.wall_ns(),
                meter.starting_ns(),
                meter.grown(),
                meter.switched(),
            ];
            let _ = (&house.writer).write_all(&figures.map(u64::to_le_bytes).concat());
            py.exit(0);
        }
        Ok(_) => {}
        Err(_) => return,
    }
    let workers = usize::from(house.workers);
    let blocks = house.question == "block";
    drop(house); // the pipe's end comes when the last worker has gone
    py.cue("wait");
    let _ = py.wait();
    let came = Came::read(reader);
    came.tell(py, name, workers);
    if let (true, Some([_, wall, ..])) = (side_by_side, came.figures) {
        let given = (children_ns() - before) as f64 / wall.max(1) as f64;
        py.tell_given(name, given, workers as u64);
    }
    if prints {
        py.cue("print");
        let saw = came
            .figures
            .map_or("None".to_owned(), |[shared, ..]| shared.to_string());
        let finished = came.order.len();
        py.print(format!(
            "{name}: {finished} of {workers} finished, shared = {saw}"
        ));
        if blocks && let Some(first) = came.order.iter().position(|n| *n == 0) {
            py.print(format!("{first} before the blocked one"));
        }
    }
}

/// What came through a house's pipe.
struct Came {
    /// The workers that came to their end, in that order.
    order: Vec<u8>,
    /// The bytes that were theirs alone, all together.
    alone: u64,
    /// Shared variable, time, time for starting, growth of memory, switches; None when the house was gone before its end.
    figures: Option<[u64; 5]>,
}

impl Came {
    fn read(mut reader: PipeReader) -> Came {
        let mut told = Vec::new();
        let _ = reader.read_to_end(&mut told); // what came until then counts
        let has_end = told.len() % TOLD == END % TOLD && told.len() >= END;
        let (workers, end) = told.split_at(told.len() - if has_end { END } else { 0 });
        let number = |bytes: &[u8]| {
            let mut eight = [0; 8];
            eight.copy_from_slice(bytes);
            u64::from_le_bytes(eight)
        };
        let mut figures = [0; 5];
        for (figure, bytes) in figures.iter_mut().zip(end.chunks_exact(8)) {
            *figure = number(bytes);
        }
        Came {
            order: workers.chunks_exact(TOLD).map(|told| told[0]).collect(),
            alone: workers
                .chunks_exact(TOLD)
                .map(|told| number(&told[1..]))
                .sum(),
            figures: has_end.then_some(figures),
        }
    }

    fn tell(&self, py: &Actor, name: &str, workers: usize) {
        py.tell_machine();
        let finished = format!("{}/{workers}", self.order.len());
        py.fact(&figure(name, FINISHED), finished);
        let order: Vec<String> = self.order.iter().map(u8::to_string).collect();
        py.fact(&figure(name, ORDER), order.join(" "));
        let Some([shared, wall, starting, grown, switches]) = self.figures else {
            py.fact(&figure(name, GONE), "yes");
            return;
        };
        let each = workers.max(1) as u64;
        // A process's own pages are its; threads and coroutines make the one process grow.
        let memory = if self.alone > 0 { self.alone } else { grown } / each;
        py.fact(&figure(name, SHARED), shared.to_string());
        py.known(&figure(name, TIME), time(wall), Source::Kernel);
        py.known(&figure(name, START), time(starting / each), Source::Kernel);
        py.known(
            &figure(name, MEMORY),
            format!("{} KiB", memory / 1024),
            Source::Kernel,
        );
        py.known(
            &figure(name, SWITCHES),
            switches.to_string(),
            Source::Kernel,
        );
    }
}

/// With three digits.
fn time(ns: u64) -> String {
    match ns {
        ..10_000_000 => format!("{} µs", ns / 1000),
        _ => format!("{} ms", ns / 1_000_000),
    }
}

fn in_threads(py: &mut Actor, house: &Arc<House>) -> Meter {
    threads(py, house, true)
}

fn in_free_threads(py: &mut Actor, house: &Arc<House>) -> Meter {
    threads(py, house, false)
}

pub(in crate::demos) fn run(py: &mut Actor) {
    measure(py, "processes", true, processes);
    measure(py, "threads", true, in_threads);
    measure(py, "threads, no GIL", false, in_free_threads);
    measure(py, "coroutines", true, coroutines);
}
