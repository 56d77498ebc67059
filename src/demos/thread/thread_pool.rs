//! `thread-pool`: threads that take tasks from a queue, and an error that stays silent until it is asked for.

use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::protocol::keys::{self, TASK, TaskState};
use crate::protocol::{Comes, Verb};
use crate::runtime::Queue;
use crate::stage::Actor;

/// What a task's work came to: its value, or the message of its `ValueError`.
type Result = std::result::Result<i64, String>;

/// How much is added up: about as long as CPython takes for the listing's sum. Unoptimised it is as slow as CPython.
const TIMES: u64 = if cfg!(debug_assertions) {
    100_000
} else {
    2_000_000
};

struct Task {
    n: i64,
    name: String,
    fails: bool,
    came_to: Mutex<Option<Result>>,
    done: Condvar,
}

impl Task {
    fn new(n: i64, of: i64, failing: i64) -> Self {
        let fails = (n - 2).rem_euclid(of) < failing;
        Task {
            n,
            name: format!("t{n}"),
            fails,
            came_to: Mutex::new(None),
            done: Condvar::new(),
        }
    }

    /// Says how far it has come.
    fn has_come(&self, py: &Actor, state: TaskState) {
        py.fact(&self.name, state.as_str());
    }

    fn run(&self, work: &str) -> Result {
        if work == "sleep" {
            std::thread::sleep(Duration::from_millis(20 * (1 + self.n.unsigned_abs() % 3)));
        } else {
            std::hint::black_box((0..TIMES).map(std::hint::black_box).sum::<u64>());
        }
        if self.fails {
            Err(format!("{} failed", self.name))
        } else {
            Ok(self.n * self.n)
        }
    }

    fn store(&self, result: Result) {
        *self.came_to.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
        self.done.notify_all();
    }

    /// `task.result()`: sleeps until the task is done; what it raises was silent until now.
    fn result(&self, py: &Actor) -> Result {
        let call = format!("{}.result()", self.name);
        let mut came_to = self.came_to.lock().unwrap_or_else(PoisonError::into_inner);
        if came_to.is_none() {
            py.blocked(&call, None);
            while came_to.is_none() {
                came_to = self
                    .done
                    .wait(came_to)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            py.unblocked(&call);
        }
        let result = came_to.clone().unwrap_or(Ok(0)); // the loop above has seen to it
        let (comes, said) = match &result {
            Ok(value) => (Comes::Return, value.to_string()),
            Err(message) => (Comes::Raise, format!("ValueError: {message}")),
        };
        py.fact(&keys::result_of(&self.name), said.clone());
        self.has_come(py, TaskState::Seen);
        py.outcome("result", &call, comes, &said);
        result
    }
}

type Tasks = Arc<Queue<Option<Arc<Task>>>>;

fn name(task: &Option<Arc<Task>>) -> String {
    task.as_ref()
        .map_or("None".to_owned(), |task| task.name.clone())
}

fn worker(py: &Actor, tasks: &Tasks, work: &str) {
    loop {
        py.cue("get");
        let Some(task) = tasks.get(py, name) else {
            py.cue("stop");
            return;
        };
        py.fact(TASK, task.name.clone());
        py.cue("work");
        task.has_come(py, TaskState::Running);
        let result = task.run(work);
        let state = match result {
            Ok(_) => TaskState::Done,
            Err(_) => TaskState::Failed,
        };
        if result.is_err() {
            py.cue("store");
        }
        // Before that nobody who asks could be told.
        task.store(result);
        task.has_come(py, state);
        py.cue("done");
        tasks.task_done();
        py.fact(TASK, "");
    }
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let count = py.int("tasks");
    let work = py.text("work").to_owned();
    let tasks: Tasks = Arc::new(Queue::new("tasks"));
    let all: Rc<Vec<_>> = Rc::new(
        (1..=count)
            .map(|n| Arc::new(Task::new(n, count, py.int("failing"))))
            .collect(),
    );

    let asked = Rc::clone(&all);
    py.on_verb(move |py, verb| {
        if let Verb::Result { task } = verb
            && let Some(task) = asked.iter().find(|known| known.name == *task)
        {
            let _ = task.result(py); // said by its outcome
        }
    });

    let mut threads = Vec::new();
    for n in 1..=py.int("workers") {
        py.cue("start");
        let (tasks, work) = (Arc::clone(&tasks), work.clone());
        let Ok(thread) = py.spawn(&format!("worker {n}"), move |py| worker(py, &tasks, &work))
        else {
            break;
        };
        threads.push(thread);
    }
    if threads.is_empty() {
        return; // the refusal has been told: with nobody to take them, tasks would be waited for without end
    }
    for task in all.iter() {
        py.cue("put");
        task.has_come(py, TaskState::Queued);
        tasks.put(py, Some(Arc::clone(task)), &task.name);
    }
    py.cue("join");
    tasks.join(py);
    for _ in &threads {
        py.cue("sentinel");
        tasks.put(py, None, "None");
    }
    for thread in threads {
        py.cue("join-thread");
        thread.join(py);
    }
    for task in all.iter() {
        py.cue("result");
        match task.result(py) {
            Ok(value) => py.print(format!("{} {value}", task.name)),
            Err(error) => {
                py.cue("error");
                py.print(format!("{} raised {error}", task.name));
            }
        }
    }
}
