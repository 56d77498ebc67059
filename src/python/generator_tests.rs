//! The table of Python's generator rules, row by row, and the seed's four endings.
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop where it stands"
)]

use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use GeneratorState::{Closed, Created, Running, Suspended};

/// What came of a verb, as the student reads it.
fn outcome(result: Py) -> String {
    result.map_or_else(|e| e.to_string(), |value| value.repr())
}

/// `while True: x = yield x`
fn echo() -> Generator {
    Generator::new(|y| {
        let mut x = Value::None;
        loop {
            x = y.yield_(x)?;
        }
    })
}

/// Yields 1, then returns `value`.
fn returning(value: impl Into<Value> + 'static) -> Generator {
    Generator::new(|y| {
        y.yield_(1)?;
        Ok(value.into())
    })
}

/// A list of what was printed, for a body to fill.
#[derive(Clone, Default)]
struct Printed(Rc<RefCell<Vec<String>>>);

impl Printed {
    fn print(&self, text: impl Into<String>) {
        self.0.borrow_mut().push(text.into());
    }

    fn lines(&self) -> Vec<String> {
        self.0.borrow().clone()
    }
}

#[test]
fn a_value_sent_to_a_just_started_generator_is_refused_and_harmless() {
    let g = echo();
    assert_eq!(
        outcome(g.send(1)),
        "TypeError: can't send non-None value to a just-started generator"
    );
    assert_eq!(g.state(), Created);
    assert_eq!(outcome(g.next()), "None");
    assert_eq!(outcome(g.send(1)), "1");
}

#[test]
fn thrown_into_a_just_started_generator_comes_out_and_the_body_never_runs() {
    let printed = Printed::default();
    let p = printed.clone();
    let g = Generator::new(move |y| {
        p.print("ran");
        y.yield_(())
    });
    assert_eq!(
        outcome(g.throw(Class::ValueError.with("no"))),
        "ValueError: no"
    );
    assert_eq!(g.state(), Closed);
    assert_eq!(outcome(g.next()), "StopIteration");
    assert!(printed.lines().is_empty());
    assert_eq!(
        outcome(echo().throw(Class::StopIteration)),
        "StopIteration",
        "3.12 and later"
    );
}

#[test]
fn closing_a_just_started_or_finished_generator_gives_none() {
    let g = Generator::new(|_| panic!("the body is not run"));
    assert_eq!(outcome(g.close()), "None");
    assert_eq!(g.state(), Closed);
    assert_eq!(outcome(g.close()), "None");
}

#[test]
fn a_finished_generator_stops_and_throws_what_is_thrown() {
    let g = returning(3);
    assert_eq!(outcome(g.next()), "1");
    assert_eq!(outcome(g.next()), "StopIteration: 3");
    assert_eq!(outcome(g.next()), "StopIteration");
    assert_eq!(outcome(g.send(1)), "StopIteration");
    assert_eq!(outcome(g.throw(Class::KeyError.with("k"))), "KeyError: 'k'");
}

#[test]
fn returning_on_close_gives_the_value_to_the_closer() {
    let g = Generator::new(|y| match y.yield_(1) {
        Err(e) if e.is_a(Class::GeneratorExit) => Ok("bye".into()),
        other => other,
    });
    g.next().unwrap();
    assert_eq!(outcome(g.close()), "'bye'");
    let plain = echo();
    plain.next().unwrap();
    assert_eq!(outcome(plain.close()), "None");
}

#[test]
fn an_exception_of_the_body_passes_through_close() {
    let g = Generator::new(|y| y.yield_(1).map_err(|_| Class::OSError.with("disk")));
    g.next().unwrap();
    assert_eq!(outcome(g.close()), "OSError: disk");
    assert_eq!(g.state(), Closed);
}

#[test]
fn re_entry_is_refused_and_the_state_inside_is_running() {
    let g = Generator::cyclic(|y, own| {
        let own = own.upgrade().unwrap();
        assert_eq!(own.state(), Running);
        for refused in [
            own.next(),
            own.send(1),
            own.throw(Class::KeyError),
            own.close(),
        ] {
            assert_eq!(outcome(refused), "ValueError: generator already executing");
        }
        y.yield_(1)
    });
    assert_eq!(outcome(g.next()), "1");
    assert_eq!(g.state(), Suspended);
}

#[test]
fn stop_iteration_that_escapes_becomes_a_runtime_error_with_its_cause() {
    let g = Generator::new(|_| {
        let done = returning(());
        done.next()?;
        done.next()
    });
    let e = g.next().unwrap_err();
    assert_eq!(
        e.to_string(),
        "RuntimeError: generator raised StopIteration"
    );
    assert_eq!(
        e.cause().map(ToString::to_string),
        Some("StopIteration".into())
    );
    assert_eq!(g.state(), Closed);
}

#[test]
fn throwing_what_is_no_exception_changes_nothing() {
    let refusal =
        "TypeError: exceptions must be classes or instances deriving from BaseException, not int";
    let g = echo();
    assert_eq!(outcome(g.throw(Value::from(5))), refusal);
    assert_eq!(g.state(), Created);
    g.next().unwrap();
    assert_eq!(outcome(g.throw(Value::from(5))), refusal);
    assert_eq!(outcome(g.send("still here")), "'still here'");
    g.close().unwrap();
    assert_eq!(outcome(g.throw(Value::from(5))), refusal);
}

#[test]
fn the_one_that_delegates_gets_the_refusal_at_its_yield_from() {
    let outer = Generator::new(|y| {
        let inner = echo();
        let refusal = y.yield_from(&inner).unwrap_err();
        assert_eq!(inner.state(), Suspended);
        y.yield_(refusal.message())
    });
    outer.next().unwrap();
    assert_eq!(
        outcome(outer.throw(Value::from("x"))),
        "'exceptions must be classes or instances deriving from BaseException, not str'"
    );
}

#[test]
fn send_throw_and_return_go_through_yield_from() {
    let outer = Generator::new(|y| {
        let inner = Generator::new(|y| {
            let sent = y.yield_("first")?;
            let caught = y.yield_(sent).unwrap_err();
            y.yield_(caught.repr())?;
            Ok("result".into())
        });
        y.yield_from(&inner)
    });
    assert_eq!(outcome(outer.next()), "'first'");
    assert_eq!(outcome(outer.send(7)), "7");
    assert_eq!(
        outcome(outer.throw(Class::KeyError.with("k"))),
        r#""KeyError('k')""#
    );
    assert_eq!(outcome(outer.next()), "StopIteration: result");
}

#[test]
fn close_unwinds_the_leaf_first() {
    let printed = Printed::default();
    let (p, q) = (printed.clone(), printed.clone());
    let outer = Generator::new(move |y| {
        let leaf = Generator::new(move |y| {
            let end = y.yield_(1);
            p.print("leaf");
            end
        });
        let end = y.yield_from(&leaf);
        q.print("outer");
        end
    });
    outer.next().unwrap();
    assert_eq!(outcome(outer.close()), "None");
    assert_eq!(printed.lines(), ["leaf", "outer"]);
}

#[test]
fn a_leaf_that_ignores_the_close_is_an_error_in_the_outer_one() {
    let outer = Generator::new(|y| {
        let leaf = Generator::new(|y| y.yield_(1).or_else(|_| y.yield_("no")));
        y.yield_from(&leaf).or_else(|e| Ok(e.to_string().into()))
    });
    outer.next().unwrap();
    assert_eq!(
        outcome(outer.close()),
        "'RuntimeError: generator ignored GeneratorExit'"
    );
}

#[test]
fn nothing_can_be_sent_through_yield_from_a_list() {
    let over_list = || Generator::new(|y| y.yield_from_iter("list_iterator", [1.into(), 2.into()]));
    let g = over_list();
    assert_eq!(outcome(g.next()), "1");
    assert_eq!(outcome(g.next()), "2");
    assert_eq!(outcome(g.next()), "StopIteration");
    let g = over_list();
    g.next().unwrap();
    assert_eq!(
        outcome(g.send(7)),
        "AttributeError: 'list_iterator' object has no attribute 'send'"
    );
}

#[test]
fn stop_iteration_thrown_into_yield_from_a_list_ends_it() {
    let g = Generator::new(|y| y.yield_from_iter("list_iterator", [1.into(), 2.into()]));
    g.next().unwrap();
    assert_eq!(
        outcome(g.throw(Class::StopIteration.with(7))),
        "StopIteration: 7",
        "3.12 and later"
    );
}

#[test]
fn the_states_have_their_names_from_inspect() {
    let names: Vec<_> = [Created, Running, Suspended, Closed]
        .map(GeneratorState::name)
        .into();
    assert_eq!(
        names,
        ["GEN_CREATED", "GEN_RUNNING", "GEN_SUSPENDED", "GEN_CLOSED"]
    );
}

#[test]
fn a_panic_in_the_body_closes_it() {
    let g = Generator::new(|y| {
        y.yield_(1)?;
        // Quiet: no panic hook is run.
        std::panic::resume_unwind(Box::new("the body's own bug"))
    });
    g.next().unwrap();
    assert!(catch_unwind(AssertUnwindSafe(|| g.next())).is_err());
    assert_eq!(g.state(), Closed);
    assert_eq!(outcome(g.next()), "StopIteration");
}

#[test]
fn the_last_handle_to_go_closes_a_suspended_one() {
    let printed = Printed::default();
    let p = printed.clone();
    let g = Generator::new(move |y| {
        let end = y.yield_(1);
        p.print(outcome(end.clone()));
        end
    });
    g.next().unwrap();
    let (other, weak) = (g.clone(), g.downgrade());
    drop(g);
    assert!(printed.lines().is_empty(), "the other handle keeps it");
    drop(other);
    assert_eq!(printed.lines(), ["GeneratorExit"]);
    assert!(weak.upgrade().is_none());
}

#[test]
fn one_that_yields_even_then_is_unwound_by_force() {
    struct Local(Rc<Cell<u32>>);
    impl Drop for Local {
        fn drop(&mut self) {
            self.0.set(self.0.get() + 1);
        }
    }
    let dropped = Rc::new(Cell::new(0));
    let local = Local(dropped.clone());
    let g = Generator::new(move |y| {
        let _local = local;
        loop {
            let _ = y.yield_("never");
        }
    });
    g.next().unwrap();
    drop(g);
    assert_eq!(dropped.get(), 1);
}

#[test]
fn whatever_end_it_comes_to_nothing_of_it_is_left() {
    type Body = fn(&Yielder<'_>) -> Py;
    let bodies: [Body; 5] = [
        |y| y.yield_(1),
        |_| Ok(Value::None),
        |_| Err(Class::ValueError.bare()),
        |y| {
            let _ = y.yield_(1);
            y.yield_(2) // even after GeneratorExit
        },
        |_| std::panic::resume_unwind(Box::new("quiet")),
    ];
    let held = Rc::new(());
    for body in bodies {
        for calls in 0..3 {
            for _ in 0..100 {
                let own = Rc::clone(&held);
                let g = Generator::cyclic(move |y, itself| {
                    let _held = own;
                    drop(itself.upgrade()); // a handle that comes and goes inside
                    body(y)
                });
                let weak = g.downgrade();
                for _ in 0..calls {
                    let _ = catch_unwind(AssertUnwindSafe(|| g.next()));
                }
                drop(g);
                assert!(weak.upgrade().is_none(), "{calls}");
            }
            assert_eq!(Rc::strong_count(&held), 1, "{calls}");
        }
    }
}

#[test]
fn ten_thousand_live_ones_and_as_many_again() {
    for _ in 0..2 {
        let all: Vec<_> = (0..10_000).map(|_| echo()).collect();
        for g in &all {
            g.next().unwrap();
        }
        assert!(all.iter().all(|g| g.state() == Suspended));
    }
}

/// The seed's coroutine: on GeneratorExit it says goodbye and yields once more.
fn grep(printed: &Printed) -> Generator {
    let p = printed.clone();
    Generator::new(move |y| {
        p.print("Looking for  python");
        loop {
            match y.yield_(()) {
                Ok(line) if line.as_str().is_some_and(|line| line.contains("python")) => {
                    p.print(line.to_string());
                }
                Ok(_) => {}
                Err(e) if e.is_a(Class::GeneratorExit) => {
                    p.print("Go away, Goodbye");
                    y.yield_("final here")?;
                    return Ok(Value::None);
                }
                Err(e) => return Err(e),
            }
        }
    })
}

#[test]
fn seed_next_then_send_prints_the_matching_line() {
    let printed = Printed::default();
    let g = grep(&printed);
    assert_eq!(outcome(g.next()), "None");
    assert_eq!(outcome(g.send("no snake")), "None");
    assert_eq!(outcome(g.send("python generator")), "None");
    assert_eq!(printed.lines(), ["Looking for  python", "python generator"]);
}

#[test]
fn seed_another_exception_is_not_caught_and_ends_it() {
    let printed = Printed::default();
    let g = grep(&printed);
    g.next().unwrap();
    let hosed = Class::RuntimeError.with("You're hosed, add python");
    assert_eq!(
        outcome(g.throw(hosed)),
        "RuntimeError: You're hosed, add python"
    );
    assert_eq!(outcome(g.close()), "None");
    assert_eq!(
        printed.lines(),
        ["Looking for  python"],
        "the close does nothing"
    );
}

#[test]
fn seed_close_says_goodbye_and_is_ignored() {
    let printed = Printed::default();
    let g = grep(&printed);
    g.next().unwrap();
    assert_eq!(
        outcome(g.close()),
        "RuntimeError: generator ignored GeneratorExit"
    );
    assert_eq!(printed.lines(), ["Looking for  python", "Go away, Goodbye"]);
    assert_eq!(g.state(), Suspended);
}

#[test]
fn seed_a_thrown_generator_exit_returns_the_last_yield() {
    let printed = Printed::default();
    let g = grep(&printed);
    g.next().unwrap();
    assert_eq!(outcome(g.throw(Class::GeneratorExit)), "'final here'");
    assert_eq!(printed.lines(), ["Looking for  python", "Go away, Goodbye"]);
}
