//! `gil`: the same work in threads that share one GIL, a model of CPython's, and in processes that have one each; measured.

use std::sync::{Arc, mpsc};
use std::time::Duration;

use crate::protocol::keys::{
    CORES, Key, LOST, PYTHON3_BUILD, PYTHON3_GIL, PYTHON3_LOST, SWITCHES, WALL, figure,
};
use crate::protocol::{PYTHON3, Source, Verb};
use crate::python::eval_loop::{COUNT, COUNT_WITH_A_CALL, SwitchPoints};
use crate::runtime::{Holder, Interpreter, Lane, Lanes};
use crate::stage::Actor;

/// How many slices of time a lane is told in.
const SLICES: u64 = 60;

/// The knobs, as every worker knows them.
struct Job {
    work: String,
    rounds: u64,
    interval: Duration,
    points: SwitchPoints,
}

impl Job {
    /// How often all workers together have added 1; None: they don't count.
    fn wanted(&self, workers: u64) -> Option<i64> {
        (self.work != "io").then_some((workers * self.rounds * 1000).cast_signed())
    }

    fn python(&self, told: usize) -> Interpreter {
        Interpreter::new(self.interval, self.points, told)
    }
}

fn task(me: &Holder<'_>, job: &Job) {
    match job.work.as_str() {
        "io" => {
            for _ in 0..job.rounds / 50 {
                me.sleep("sleep(0.01)", Duration::from_millis(10));
            }
        }
        "call" => me.run(COUNT_WITH_A_CALL, job.rounds * 1000),
        _ => me.run(COUNT, job.rounds * 1000), // for i in range(…): c += 1
    }
}

fn in_threads(py: &Actor, python: &Arc<Interpreter>, job: &Arc<Job>) -> Lanes {
    py.cue("start");
    let main = python.enter(py);
    let (done, lanes) = mpsc::channel();
    let mut team = Vec::new();
    for n in 1..=py.int("threads") {
        let (python, job, done) = (Arc::clone(python), Arc::clone(job), done.clone());
        let (begun, started) = mpsc::channel();
        let thread = py.spawn(&format!("t{n}"), move |py| {
            let me = python.enter(py);
            let _ = begun.send(()); // main waits for it
            task(&me, &job);
            let _ = done.send(me.leave());
        });
        let Ok(thread) = thread else { break };
        let _ = main.blocking(|| started.recv()); // start() returns when the thread runs
        team.push(thread);
    }
    drop(done);
    main.blocking(|| {
        py.cue("join");
        for thread in team {
            thread.join(py);
        }
    });
    main.leave();
    Lanes(lanes.iter().collect())
}

fn in_processes(py: &mut Actor, job: &Job) -> Lanes {
    py.cue("fork");
    let mut children = Vec::new();
    for _ in 0..py.int("threads") {
        let (from_child, to_parent) = match std::io::pipe() {
            Ok(pipe) => pipe,
            Err(error) => {
                py.no_room("pipe", &error);
                break;
            }
        };
        match py.fork() {
            Ok(0) => {
                let python = job.python(1); // a forked interpreter makes its GIL anew
                let me = python.enter(py);
                task(&me, job);
                me.leave().send(to_parent);
                py.exit(0);
            }
            Ok(_) => children.push(from_child),
            Err(_) => break,
        }
    }
    py.cue("wait");
    let mut lanes = Vec::new();
    for child in children {
        lanes.extend(Lane::receive(child));
        let _ = py.wait();
    }
    Lanes(lanes)
}

/// Makes known and prints what was measured.
fn measured(py: &Actor, name: &str, lanes: &Lanes) {
    let (wall, cores) = (lanes.wall(), lanes.cores());
    py.known(&figure(name, WALL), format!("{wall:.2}"), Source::Kernel);
    py.known(&figure(name, CORES), format!("{cores:.1}"), Source::Kernel);
    py.tell_machine();
    for (lane, letters) in lanes.0.iter().zip(lanes.letters(SLICES)) {
        py.known(&Key::Lane(&lane.who).to_string(), letters, Source::Model);
    }
    py.print(format!("{name}: {wall:.2} s, {cores:.1} cores"));
}

/// The same listing on the machine's own python3.
fn on_python3(py: &Actor, job: &Job) {
    let Some(python3) = py.python3() else {
        return;
    };
    py.fact(PYTHON3, python3.version);
    py.fact(PYTHON3_BUILD, python3.build);
    py.fact(PYTHON3_GIL, python3.gil);
    for line in python3.lines {
        if let Some((name, figures)) = line.split_once(": ")
            && let Some((wall, cores)) = figures.split_once(" s, ")
        {
            let cores = cores.trim_end_matches(" cores");
            py.fact(&figure(&format!("python3 {name}"), WALL), wall);
            py.fact(&figure(&format!("python3 {name}"), CORES), cores);
        } else if let Some(c) = line.strip_prefix("c = ")
            && let Some(wanted) = job.wanted(py.int("threads").unsigned_abs())
            && let Ok(c) = c.parse::<i64>()
        {
            py.fact(PYTHON3_LOST, (wanted - c).to_string());
        }
    }
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let job = Arc::new(Job {
        work: py.text("work").to_owned(),
        rounds: py.int("rounds").unsigned_abs(),
        interval: Duration::from_millis(py.int("interval").unsigned_abs()),
        points: match py.text("points") {
            "3.9" => SwitchPoints::Bytecodes,
            _ => SwitchPoints::CallsAndJumps,
        },
    });
    let asked = Arc::clone(&job);
    py.on_verb(move |py, verb| {
        if *verb == Verb::Python3 {
            on_python3(py, &asked);
        }
    });
    if py.runs_script() {
        let python = Arc::new(job.python(24));
        let lanes = in_threads(py, &python, &job);
        py.known(SWITCHES, python.switches().to_string(), Source::Model);
        py.known("c", python.c().to_string(), Source::Model);
        if let Some(wanted) = job.wanted(lanes.0.len() as u64) {
            let lost = wanted - python.c();
            py.known(LOST, lost.to_string(), Source::Model);
        }
        measured(py, "threads", &lanes);
        py.cue("lost");
        py.print(format!("c = {}", python.c()));
        let lanes = in_processes(py, &job);
        measured(py, "processes", &lanes);
        if job.work != "io" {
            py.tell_given("processes", lanes.cores(), lanes.0.len() as u64);
        }
    }
    py.prompt();
}
