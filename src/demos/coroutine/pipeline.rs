//! `pipeline`: source, greps, printer; each station is resumed from inside the one before it.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::protocol::keys::TARGET;
use crate::python::{Class, Py, Value};
use crate::runtime::{Driven, Frame};
use crate::stage::Actor;

const WORDS: [&str; 3] = ["python", "yield", "send"];
const LINES: [&str; 3] = ["python generator", "yield in python", "send and yield"];

fn start(py: &Actor, g: &Driven) -> Py<()> {
    if py.text("primed") == "yes" {
        py.cue("prime");
        g.next(py)?;
    }
    Ok(())
}

fn sink(py: &Frame<'_>) -> Py {
    let printing = || -> Py {
        loop {
            py.cue("receive");
            let line = py.yield_(Value::None)?;
            py.local("line", &line);
            py.cue("print");
            py.print(line.to_string());
        }
    };
    let came = printing();
    py.cue("closed");
    py.print("printer closed");
    came
}

fn grep(py: &Frame<'_>, word: &str, target: &Driven) -> Py {
    py.local("word", &word.into());
    let searching = || -> Py {
        loop {
            py.cue("wait");
            let line = py.yield_(Value::None)?;
            py.local("line", &line);
            py.cue("match");
            if line.as_str().is_some_and(|line| line.contains(word)) {
                py.cue("pass");
                target.send(py, line)?;
            }
        }
    };
    let came = searching();
    py.cue("end");
    py.print(format!("grep {word} closed"));
    py.cue("down");
    target.close(py)?;
    came
}

/// The list of the greps. CPython lets a list's elements go from its end.
struct Targets(Vec<Driven>);

impl Drop for Targets {
    fn drop(&mut self) {
        while self.0.pop().is_some() {}
    }
}

fn feed(py: &Frame<'_>, targets: &[Driven]) -> Py {
    let pushing = || -> Py {
        for line in LINES {
            py.local("line", &line.into());
            for target in targets {
                py.cue("push");
                target.send(py, line)?;
            }
            py.cue("pause");
            py.yield_(line)?;
        }
        Ok(Value::None)
    };
    let came = pushing();
    for target in targets {
        py.cue("shut");
        target.close(py)?;
    }
    came
}

/// What the program's globals hold.
struct Line {
    source: Driven,
    targets: Rc<Targets>,
}

/// The line, built from its end.
fn line(py: &Actor) -> Py<Line> {
    py.cue("printer");
    let printer = Rc::new(py.generator("sink", "printer", sink));
    start(py, &printer)?;
    let mut targets = Vec::new();
    for word in WORDS.into_iter().take(py.count("greps")) {
        py.cue("grep");
        let target = Rc::clone(&printer);
        let name = format!("grep {word}");
        let g = py.generator("grep", &name, move |py| grep(py, word, &target));
        g.fact(TARGET, "printer");
        start(py, &g)?;
        targets.push((name, g));
    }
    py.cue("source");
    let (names, targets): (Vec<_>, Vec<_>) = targets.into_iter().unzip();
    let targets = Rc::new(Targets(targets));
    let fed = Rc::clone(&targets);
    let source = py.generator("feed", "source", move |py| feed(py, &fed.0));
    source.fact(TARGET, names.join(", "));
    Ok(Line { source, targets })
}

fn script(py: &Actor, source: &Driven) -> Py<()> {
    py.cue("first");
    source.next(py)?;
    py.cue("second");
    source.next(py)?;
    py.cue("close");
    source.close(py)?;
    Ok(())
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let made: Rc<OnceCell<Driven>> = Rc::default();
    py.driven_by_hand_as("source", &made);
    let mut globals = None;
    let ran = line(py).and_then(|line| {
        globals = Some(line.targets);
        let source = made.get_or_init(|| line.source);
        if py.runs_script() {
            script(py, source)?;
        }
        Ok(())
    });
    match ran {
        Err(error) if error.is_a(Class::TypeError) => {
            py.cue("forgotten");
            py.print(format!("TypeError: {}", error.message()));
        }
        Err(error) => py.uncaught(&error),
        Ok(()) => {}
    }
    py.prompt();
    // The program is over, and its globals go in the order in which they came: what is suspended and has nobody else is closed.
    py.lets_go();
    drop(globals);
}
