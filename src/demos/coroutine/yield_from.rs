//! `yield-from`: three generators, of which two delegate, and a caller who speaks to the first and is heard by the last.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::python::{Class, Py, Value};
use crate::runtime::{Driven, Frame};
use crate::stage::Actor;

fn leaf(py: &Frame<'_>) -> Py {
    let result = listen(py);
    py.cue("leaf-out");
    py.print("leaf unwinds");
    result
}

fn listen(py: &Frame<'_>) -> Py {
    match two_yields(py) {
        Err(error) if error.is_a(Class::ValueError) => {
            py.cue("caught");
            py.print(format!("leaf caught {}", error.message()));
            Ok("caught".into())
        }
        other => other,
    }
}

fn two_yields(py: &Frame<'_>) -> Py {
    py.cue("first");
    let first = py.yield_("leaf 1")?;
    py.local("first", &first);
    py.cue("got");
    py.print(format!("leaf got {first}"));
    py.cue("second");
    py.yield_("leaf 2")
}

fn inner(py: &Frame<'_>, over_list: bool) -> Py {
    let result = inner_body(py, over_list);
    py.cue("inner-out");
    py.print("inner unwinds");
    result
}

fn inner_body(py: &Frame<'_>, over_list: bool) -> Py {
    let result = if over_list {
        py.cue("from-list");
        py.yield_from_list([1.into(), 2.into(), 3.into()])?
    } else {
        py.cue("from-leaf");
        py.yield_from(&py.generator("leaf", "leaf", leaf))?
    };
    py.cue("inner-has");
    py.print(format!("inner has {result}"));
    Ok(result)
}

fn outer(py: &Frame<'_>, over_list: bool) -> Py {
    let result = outer_body(py, over_list);
    py.cue("outer-out");
    py.print("outer unwinds");
    result
}

fn outer_body(py: &Frame<'_>, over_list: bool) -> Py {
    py.cue("from-inner");
    let result = py.yield_from(&py.generator("inner", "inner", move |py| inner(py, over_list)))?;
    py.cue("own");
    py.yield_(format!("outer has {result}"))?;
    Ok(Value::None)
}

fn script(py: &Actor, g: &Driven) -> Py<()> {
    py.cue("next");
    py.print(g.next(py)?.to_string());
    py.cue("send");
    py.print(g.send(py, "hello")?.to_string());
    py.cue("throw");
    py.print(g.throw(py, r#"ValueError("no")"#)?.to_string());
    py.cue("close");
    g.close(py)?;
    Ok(())
}

pub(in crate::demos) fn run(py: &mut Actor) {
    let over_list = py.text("delegate") == "list";
    let made: Rc<OnceCell<Driven>> = Rc::default();
    py.driven_by_hand(&made);
    if py.runs_script() {
        py.cue("make");
    }
    let g = made.get_or_init(|| py.generator("outer", "g", move |py| outer(py, over_list)));
    if py.runs_script()
        && let Err(error) = script(py, g)
    {
        if over_list && error.is_a(Class::AttributeError) {
            py.cue("error");
            py.print(error.message());
        } else {
            py.uncaught(&error);
        }
    }
    py.prompt();
    // The program is over, and its globals go: a suspended generator is closed, and whom it delegates to before it.
    py.lets_go();
}
