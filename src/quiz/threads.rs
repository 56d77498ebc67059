//! Drills about threads that share a variable: which values it can end with, and on which Python.
//!
//! Never knows the screen.

use crate::explore::{Limits, Program, Search, Switches};
use crate::lessons::DrillKind;
use crate::quiz::dice::Dice;
use crate::quiz::drill::{Drill, Words, Wrong, with_choices};

/// What a thread does to the variable: loads it, changes its own copy, stores it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Round {
    times: bool,
    by: i64,
    locked: bool,
}

impl Round {
    fn apply(self, n: i64) -> i64 {
        match self.times {
            true => n * self.by,
            false => n + self.by,
        }
    }

    fn python(self) -> String {
        let sign = if self.times { '*' } else { '+' };
        let steps = [
            "n = x".to_owned(),
            format!("n = n {sign} {}", self.by),
            "x = n".to_owned(),
        ];
        match self.locked {
            true => format!("    with lock:\n        {}\n", steps.join("\n        ")),
            false => format!("    {}\n", steps.join("\n    ")),
        }
    }
}

fn python(first: i64, threads: &[Vec<Round>]) -> String {
    let locked = threads.iter().flatten().any(|round| round.locked);
    let mut text = String::from(match locked {
        true => "from threading import Lock, Thread\n\nlock = Lock()\n",
        false => "from threading import Thread\n\n",
    });
    text += &format!("x = {first}\n");
    for (name, rounds) in ('a'..).zip(threads) {
        text += &format!("\ndef {name}():\n    global x\n");
        text.extend(rounds.iter().map(|round| round.python()));
    }
    let names: Vec<String> = ('a'..).take(threads.len()).map(String::from).collect();
    text += &format!(
        "\nteam = [Thread(target=t) for t in ({})]\n",
        names.join(", ")
    );
    text + "for t in team: t.start()\nfor t in team: t.join()\nprint(x)\n"
}

fn program(switches: Switches, first: i64, threads: &[Vec<Round>]) -> Program {
    let mut program = Program {
        switches,
        ..Program::default()
    };
    let x = program.variable("x", first);
    let lock = program.lock("lock");
    for rounds in threads {
        let rounds = rounds.clone();
        program.thread(move |py| {
            for (at, round) in rounds.iter().enumerate() {
                py.mark(at as u64);
                if round.locked {
                    py.acquire("acquire", lock)?;
                }
                let n = py.load("load", x)?;
                let n = py.local("change", round.apply(n))?;
                py.store("store", x, n)?;
                if round.locked {
                    py.release("release", lock)?;
                }
            }
            Ok(())
        });
    }
    program
}

/// What a drill is made from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Task {
    /// On which Python: what the question speaks of.
    switches: Switches,
    /// The variable's first value.
    first: i64,
    threads: Vec<Vec<Round>>,
}

impl Task {
    /// The values that the variable can end with, rising, and by how many schedules in all.
    fn values(&self, switches: Switches) -> (Vec<i64>, u128) {
        let program = program(switches, self.first, &self.threads);
        let limits = Limits {
            states: 20_000,
            ..Limits::default()
        };
        let report = Search::all(program, limits);
        let found = report.outcomes.iter();
        let mut values: Vec<i64> = found
            .filter_map(|found| found.outcome.values.first().copied())
            .collect();
        values.sort_unstable();
        values.dedup();
        (values, report.schedules.number)
    }
}

/// A drill, if what chance has made is worth one.
pub(super) fn drill(dice: &mut Dice) -> Option<Drill> {
    let task = random(dice);
    about(dice, &task)
}

fn random(dice: &mut Dice) -> Task {
    let first = dice.number(3) - 1;
    let count = 2 + usize::from(dice.roll(4) == 0);
    let all_locked = dice.roll(4) == 0;
    let mut threads = Vec::new();
    for _ in 0..count {
        let rounds = 1 + usize::from(count == 2 && dice.roll(4) == 0);
        let mut round = || {
            let times = dice.roll(3) == 0;
            Round {
                times,
                by: if times { 2 } else { dice.number(3) },
                locked: all_locked,
            }
        };
        threads.push((0..rounds).map(|_| round()).collect());
    }
    let switches = match dice.roll(3) {
        0 => Switches::From310,
        _ => Switches::AnyStep,
    };
    Task {
        switches,
        first,
        threads,
    }
}

/// A question about these threads.
fn about(dice: &mut Dice, task: &Task) -> Option<Drill> {
    let (values, schedules) = task.values(task.switches);
    let made = (DrillKind::Threads, python(task.first, &task.threads));
    let of = |values: &[i64]| {
        let values: Vec<String> = values.iter().map(i64::to_string).collect();
        values.join(", ")
    };
    let (all, schedules) = (of(&values), schedules.to_string());
    let [which, which_not, why] = match task.switches {
        Switches::From310 => ["values_310", "impossible_310", "values_310_why"],
        _ => ["values", "impossible", "values_why"],
    };
    let why = Words::new(why, &[("all", &all), ("schedules", &schedules)]);
    // What comes of one after the other, in either order: what those think possible who see whole threads move.
    let mut orders = whole(task.first, &task.threads);
    orders.sort_unstable();
    orders.dedup();
    if dice.heads() {
        let last = values.last()?;
        let wrong = |values: &[i64], idea, value: &i64| {
            Wrong::new(
                &of(values),
                Words::new(idea, &[("value", &value.to_string())]),
            )
        };
        let mut all_wrong = vec![
            wrong(&orders, "idea.whole_threads", last),
            wrong(&[*last], "idea.one_of_them", last),
            wrong(&[values[0]], "idea.one_of_them", &values[0]),
        ];
        if task.switches == Switches::From310 {
            let any = task.values(Switches::AnyStep).0;
            all_wrong.insert(0, wrong(&any, "idea.switch_anywhere", last));
        }
        let more = [values.clone(), vec![last + 1]].concat();
        all_wrong.push(wrong(&more, "idea.one_too_many", &(last + 1)));
        let fewer = &values[..values.len() - 1];
        if !fewer.is_empty() {
            all_wrong.push(wrong(fewer, "idea.one_missing", last));
        }
        return with_choices(dice, made, (Words::new(which, &[]), why), &all, all_wrong);
    }
    // Which single value is impossible.
    let highest = values.last()? + 3;
    let impossible: Vec<i64> = (0..=highest)
        .filter(|value| !values.contains(value))
        .collect();
    if values.len() < 2 || impossible.is_empty() {
        return None;
    }
    let truth = dice.pick(&impossible).to_string();
    let mut wrong = values;
    dice.shuffle(&mut wrong);
    let idea = |value: &i64| {
        let idea = match orders.contains(value) {
            true => "idea.possible_whole",
            false => "idea.possible_mixed",
        };
        Words::new(idea, &[("value", &value.to_string())])
    };
    let wrong = wrong.iter().map(|value| Wrong::new(value, idea(value)));
    let wrong = wrong.collect();
    let words = (Words::new(which_not, &[]), why);
    with_choices(dice, made, words, &truth, wrong)
}

/// What comes of the threads running one after the other, in every order.
fn whole(first: i64, threads: &[Vec<Round>]) -> Vec<i64> {
    if threads.is_empty() {
        return vec![first];
    }
    let mut values = Vec::new();
    for at in 0..threads.len() {
        let mut rest = threads.to_vec();
        let own = rest.remove(at);
        let value = own.iter().fold(first, |n, round| round.apply(n));
        values.extend(whole(value, &rest));
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Every value there can be, by trying every order of the steps.
    fn brute(
        x: i64,
        threads: &[(Vec<Round>, usize, i64)],
        switches: Switches,
        all: &mut BTreeSet<i64>,
    ) {
        let mut over = true;
        for at in 0..threads.len() {
            let (rounds, step, n) = &threads[at];
            let Some(&round) = rounds.get(step / 3) else {
                continue;
            };
            over = false;
            let mut next = threads.to_vec();
            // A lock makes one step of the three.
            if round.locked {
                next[at] = (rounds.clone(), step + 3, *n);
                brute(round.apply(x), &next, switches, all);
                continue;
            }
            // There is no call and no jump back in it: it runs whole.
            if switches == Switches::From310 {
                let came = rounds.iter().fold(x, |x, round| round.apply(x));
                next[at] = (rounds.clone(), 3 * rounds.len(), *n);
                brute(came, &next, switches, all);
                continue;
            }
            let (after, own) = match step % 3 {
                0 => (x, x),
                1 => (x, round.apply(*n)),
                _ => (*n, *n),
            };
            next[at] = (rounds.clone(), step + 1, own);
            brute(after, &next, switches, all);
        }
        if over {
            all.insert(x);
        }
    }

    #[test]
    fn fifty_answers_agree_with_every_order_tried() {
        let mut dice = Dice::new(50);
        let (mut made, mut kinds) = (0, BTreeSet::new());
        while made < 50 {
            let task = random(&mut dice);
            let Some(drill) = about(&mut dice, &task) else {
                continue;
            };
            made += 1;
            let from_310 = task.switches == Switches::From310;
            kinds.insert((from_310, drill.question.clone().key));
            let threads = task.threads.into_iter();
            let begin: Vec<_> = threads.map(|rounds| (rounds, 0, 0)).collect();
            let mut all = BTreeSet::new();
            brute(task.first, &begin, task.switches, &mut all);
            let values: Vec<String> = all.iter().map(i64::to_string).collect();
            let truth = &drill.choices[drill.answer];
            if drill.question.key.starts_with("values") {
                assert_eq!(*truth, values.join(", "), "{}", drill.program);
            } else {
                assert!(!values.contains(truth), "{}", drill.program);
                let wrong = drill.choices.iter().filter(|choice| *choice != truth);
                assert!(
                    wrong.clone().all(|wrong| values.contains(wrong)),
                    "{}",
                    drill.program
                );
                assert!(wrong.count() > 0);
            }
        }
        let asked: Vec<_> = kinds.into_iter().collect();
        assert_eq!(
            asked,
            [
                (false, "impossible"),
                (false, "values"),
                (true, "impossible_310"),
                (true, "values_310")
            ],
            "each is about the Python that its question names"
        );
    }
}
