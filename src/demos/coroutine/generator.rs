//! `generator`: the seed note's `grep`, a coroutine by `yield` and `send`.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{Class, Py, Value};
use crate::runtime::{Driven, Frame};
use crate::stage::Actor;

fn grep(py: &Frame<'_>, pattern: &str) -> Py {
    py.local("pattern", &pattern.into());
    py.cue("looking");
    py.print(format!("Looking for  {pattern}"));
    match search(py, pattern) {
        Err(error) if error.is_a(Class::GeneratorExit) => {
            py.cue("goodbye");
            py.print("Go away, Goodbye");
            py.cue("final");
            py.yield_("final here")
        }
        other => other,
    }
    .and(Ok(Value::None))
}

fn search(py: &Frame<'_>, pattern: &str) -> Py {
    loop {
        py.cue("yield");
        let line = py.yield_(Value::None)?;
        py.local("line", &line);
        py.cue("match");
        if is_in(py, pattern, &line)? {
            py.cue("print");
            py.print(line.to_string());
        }
    }
}

/// `pattern in line`
fn is_in(py: &Frame<'_>, pattern: &str, line: &Value) -> Py<bool> {
    match line.as_str() {
        Some(line) => Ok(line.contains(pattern)),
        None => Err(Class::TypeError.with(py.python().not_a_container(line.type_name()))),
    }
}

fn script(py: &Actor, g: &Driven) -> Py<()> {
    py.cue("next");
    g.next(py)?;
    py.cue("send");
    g.send(py, "python generator")?;
    py.cue("throw");
    match g.throw(py, r#"RuntimeError, "You're hosed, add python""#) {
        Err(error) if error.is_a(Class::RuntimeError) => {
            py.cue("caught");
            py.print(format!("RuntimeError: {}", error.message()));
        }
        other => drop(other?),
    }
    py.cue("close");
    g.close(py)?;
    Ok(())
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let pattern = py.text("pattern").to_owned();
    let made: Rc<OnceCell<Driven>> = Rc::default();
    py.driven_by_hand(&made);

    if py.runs_script() {
        py.cue("make");
    }
    let g = made.get_or_init(|| py.generator("grep", "g", move |py| grep(py, &pattern)));
    if py.runs_script()
        && let Err(error) = script(py, g)
    {
        py.uncaught(&error);
    }
    py.prompt();
    // The program is over, and its globals go: a suspended generator is closed.
    py.lets_go();
}
