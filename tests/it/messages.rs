//! What Python says about generators, word by word: each message provoked once here and once in CPython.

use std::cell::RefCell;
use std::rc::Rc;

use concurrium::python::{Class, Generator, Py, Value, WeakGenerator};

use crate::pythons;

type Provoked = (&'static str, &'static str, fn() -> Py);

fn plain() -> Generator {
    Generator::new(|y| y.yield_(1))
}

fn started() -> Generator {
    let g = plain();
    g.next().unwrap();
    g
}

/// What provokes it, in Python and here. In Python, `plain()` and `started()` are as above.
const MESSAGES: &[Provoked] = &[
    (
        "TypeError: can't send non-None value to a just-started generator",
        "plain().send(5)",
        || plain().send(5),
    ),
    (
        "RuntimeError: generator ignored GeneratorExit",
        "ignores().close()",
        || {
            let g = Generator::new(|y| {
                let _ignored = y.yield_(1);
                y.yield_(2)
            });
            g.next()?;
            g.close()
        },
    ),
    (
        "ValueError: generator already executing",
        "reenters()",
        || {
            let g = Generator::cyclic(|_, own: WeakGenerator| own.upgrade().unwrap().next());
            g.next()
        },
    ),
    (
        "RuntimeError: generator raised StopIteration",
        "next(stops())",
        || Generator::new(|_| Err(Class::StopIteration.bare())).next(),
    ),
    (
        "TypeError: exceptions must be classes or instances deriving from BaseException, not int",
        "started().throw(5)",
        || started().throw(Value::from(5)),
    ),
    ("StopIteration: 7", "next(returns())", || {
        Generator::new(|_| Ok(7.into())).next()
    }),
    ("StopIteration", "next(finished())", || {
        let g = started();
        g.close()?;
        g.next()
    }),
    ("KeyError: 'k'", "plain().throw(KeyError('k'))", || {
        plain().throw(Class::KeyError.with("k"))
    }),
    ("KeyError: 'k'", "finished().throw(KeyError('k'))", || {
        let g = started();
        g.close()?;
        g.throw(Class::KeyError.with("k"))
    }),
    (
        "AttributeError: 'list_iterator' object has no attribute 'send'",
        "delegates().send(1)",
        || {
            let g = Generator::new(|y| y.yield_from_iter("list_iterator", [1.into(), 2.into()]));
            g.next()?;
            g.send(1)
        },
    ),
];

const PRELUDE: &str = "
import traceback
def plain():
    return (yield 1)
def started():
    g = plain(); next(g); return g
def finished():
    g = started(); g.close(); return g
def _ignores():
    try: yield 1
    except GeneratorExit: yield 2
def ignores():
    g = _ignores(); next(g); return g
def reenters():
    def body():
        next(g); yield
    g = body(); next(g)
def stops():
    raise StopIteration
    yield
def returns():
    return 7
    yield
def _delegates():
    yield from iter([1, 2])
def delegates():
    g = _delegates(); next(g); return g
def said(call):
    try: call()
    except BaseException as e: print(traceback.format_exception_only(type(e), e)[-1].strip())
    else: print('nothing was raised')
";

#[test]
fn each_message_is_said_in_the_same_words() {
    for (message, call, provoke) in MESSAGES {
        let said = provoke().unwrap_err().to_string();
        assert_eq!(&said, message, "{call}");
    }
    let calls = MESSAGES
        .iter()
        .map(|(_, call, _)| format!("said(lambda: {call})\n"));
    let script: String = [PRELUDE.to_owned()].into_iter().chain(calls).collect();
    let ours: Vec<&str> = MESSAGES.iter().map(|(message, ..)| *message).collect();
    for python in pythons::all() {
        let theirs = python.prints(&script);
        assert_eq!(
            theirs.lines().collect::<Vec<_>>(),
            ours,
            "{}",
            python.release
        );
    }
}

#[test]
fn a_just_started_generator_survives_what_it_refuses() {
    let g = plain();
    g.send(5).unwrap_err();
    assert_eq!(g.next(), Ok(1.into()), "it stayed unstarted");
    let ran = Rc::new(RefCell::new(false));
    let seen = Rc::clone(&ran);
    let g = Generator::new(move |_| {
        *seen.borrow_mut() = true;
        Ok(Value::None)
    });
    assert_eq!(g.close(), Ok(Value::None));
    assert_eq!(g.next().unwrap_err().to_string(), "StopIteration");
    assert!(!*ran.borrow(), "its body never ran");
}
