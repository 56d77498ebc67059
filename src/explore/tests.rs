//! Counts against closed forms, against plain enumeration, and against each other.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::explore::schedule::number;

fn report(program: Program) -> Report {
    Search::all(program, Limits::default())
}

fn counting(threads: usize, rounds: u64) -> Program {
    counting_with(Switches::AnyStep, threads, rounds)
}

fn counting_with(switches: Switches, threads: usize, rounds: u64) -> Program {
    let mut program = Program {
        switches,
        ..Program::default()
    };
    let counter = program.variable("counter", 0);
    for _ in 0..threads {
        program.thread(move |py| {
            for round in 0..rounds {
                py.round(round);
                let n = py.load("load", counter)?;
                let n = py.local("add", n + 1)?;
                py.store("store", counter, n)?;
            }
            Ok(())
        });
    }
    program
}

fn philosophers(count: usize, pause: bool) -> Program {
    let mut program = Program::default();
    let forks: Vec<usize> = (0..count)
        .map(|n| program.lock(format!("fork{n}")))
        .collect();
    for n in 0..count {
        let (first, second) = (forks[n], forks[(n + 1) % count]);
        program.thread(move |py| {
            py.acquire("first", first)?;
            if pause {
                py.local("pause", 0)?;
            }
            py.acquire("second", second)?;
            py.local("eat", 0)?;
            py.release("release", second)?;
            py.release("release", first)?;
            Ok(())
        });
    }
    program
}

fn binomial(n: u128, k: u128) -> u128 {
    (0..k).fold(1, |product, at| product * (n - at) / (at + 1))
}

fn count_of(report: &Report, value: i64) -> u128 {
    let found = report
        .outcomes
        .iter()
        .find(|found| found.outcome.values == [value]);
    found.map_or(0, |found| found.count.number)
}

#[test]
fn two_threads_lose_an_update_in_18_of_20_schedules() {
    let report = report(counting(2, 1));
    assert_eq!(report.schedules.number, 20);
    assert_eq!((count_of(&report, 1), count_of(&report, 2)), (18, 2));
    assert_eq!(report.different.number, 4);
    assert!(!report.schedules.at_least && !report.different.at_least);
}

#[test]
fn from_3_10_on_a_round_is_never_torn() {
    let up_to_39 = report(counting_with(Switches::UpTo39, 2, 1));
    assert_eq!(up_to_39, report(counting(2, 1)));
    for rounds in 1..=10 {
        let report = report(counting_with(Switches::From310, 2, rounds));
        // The rounds alone are interleaved, and none is lost.
        let all = binomial(2 * u128::from(rounds), u128::from(rounds));
        assert_eq!(report.schedules.number, all);
        assert_eq!(count_of(&report, 2 * rounds.cast_signed()), all);
        assert_eq!(report.different.number, all, "they all touch the counter");
    }
    let schedule: Schedule = "AABABB".parse().expect("letters");
    let misfit = Machine::new(counting_with(Switches::From310, 2, 1)).follow(&schedule);
    assert_eq!(
        misfit.map_err(|misfit| misfit.to_string()),
        Err("step 3: B can't move: A goes on, since no switch comes before its next step".into())
    );
}

#[test]
fn a_call_between_load_and_store_is_enough_to_lose_an_update_on_any_python() {
    let mut program = Program {
        switches: Switches::From310,
        ..Program::default()
    };
    let counter = program.variable("counter", 0);
    for _ in 0..2 {
        let own = program.lock("own");
        program.thread(move |py| {
            py.acquire("acquire", own)?;
            let n = py.load("load", counter)?;
            py.release("release", own)?;
            py.store("store", counter, n + 1)?;
            Ok(())
        });
    }
    let report = report(program);
    assert!(count_of(&report, 1) > 0 && count_of(&report, 2) > 0);
}

#[test]
fn totals_are_the_closed_forms() {
    for rounds in 1..=4 {
        let report = report(counting(2, rounds));
        let steps = 3 * u128::from(rounds);
        assert_eq!(
            report.schedules.number,
            binomial(2 * steps, steps),
            "{rounds}"
        );
        // A correct run keeps each round whole: the rounds alone are interleaved.
        let all = binomial(2 * u128::from(rounds), u128::from(rounds));
        assert_eq!(count_of(&report, 2 * rounds.cast_signed()), all);
    }
    let three = report(counting(3, 1));
    assert_eq!(three.schedules.number, 1680); // 9! / (3!)³
}

#[test]
fn ten_rounds_are_counted_exactly() {
    let report = report(counting(2, 10));
    assert_eq!(report.schedules.number, 118_264_581_564_861_424);
    assert!(!report.schedules.at_least);
    let values: Vec<i64> = report
        .outcomes
        .iter()
        .map(|found| found.outcome.values[0])
        .collect();
    assert_eq!(values, (2..=20).collect::<Vec<_>>());
}

#[test]
fn deadlocks_are_counted_and_their_circle_is_known() {
    let two = report(philosophers(2, true));
    assert_eq!((two.schedules.number, two.deadlocks().number), (12, 6));
    let stuck = two
        .outcomes
        .iter()
        .find(|found| found.outcome.is_deadlock());
    assert_eq!(stuck.map(|found| found.outcome.cycle()), Some(vec![0, 1]));
    assert_eq!(
        stuck.map(|found| found.schedule.to_string()),
        Some("AABB".to_owned())
    );
    let three = report(philosophers(3, false));
    assert_eq!((three.schedules.number, three.deadlocks().number), (234, 6));
    let five = report(philosophers(5, false));
    assert_eq!(
        (five.schedules.number, five.deadlocks().number),
        (2_430_842_120, 120)
    );
}

#[test]
fn a_limit_gives_at_least() {
    let limits = Limits {
        states: 50,
        ..Limits::default()
    };
    let report = Search::all(counting(2, 3), limits);
    assert!(report.schedules.at_least && report.different.at_least);
    assert!(report.schedules.number < binomial(18, 9));
    assert!(report.states <= 50 + 18, "{}", report.states);
    assert_eq!(report.bound, Some(Bound::States(50)));
}

#[test]
fn memory_is_a_limit_too_and_is_kept() {
    let memory = 1 << 20;
    let limits = Limits {
        memory,
        ..Limits::default()
    };
    let mut search = Search::new(counting(4, 3), limits);
    let mut most = 0;
    while !search.advance(100) {
        most = most.max(search.memory());
    }
    let report = search.report();
    assert!(report.schedules.at_least && report.different.at_least);
    assert_eq!(report.bound, Some(Bound::Memory(1)));
    // What is on the way when the limit is met is kept, too: a state a step.
    assert!((memory..memory + 36 * 200).contains(&most), "{most}");
    assert!(report.states > 10_000, "{} states fit", report.states);
}

#[test]
fn a_search_that_is_stopped_says_so_and_sums_up() {
    let mut search = Search::new(counting(3, 3), Limits::default());
    assert!(!search.advance(2_000));
    search.stop(Bound::Seconds(5));
    while !search.advance(1_000) {}
    let report = search.report();
    assert_eq!(report.bound, Some(Bound::Seconds(5)));
    assert!(report.schedules.at_least && report.schedules.number > 0);
    // Those that are really different are counted by themselves: of that nothing was stopped.
    assert!(!report.different.at_least);
    let mut whole = Search::new(counting(3, 3), Limits::default());
    while !whole.advance(1_000) {}
    whole.stop(Bound::Seconds(5));
    assert_eq!(whole.report(), report_of(counting(3, 3)));
}

fn report_of(program: Program) -> Report {
    let whole = report(program);
    assert_eq!(whole.bound, None);
    whole
}

#[test]
fn a_schedule_reads_as_it_prints_and_a_misfit_says_where_and_why() {
    let schedule: Schedule = "AABBAB".parse().expect("letters");
    assert_eq!(schedule.to_string(), "AABBAB");
    assert_eq!(
        "aab".parse::<Schedule>().map(|s| s.to_string()),
        Ok("AAB".into())
    );
    assert!(matches!(
        "AA1".parse::<Schedule>(),
        Err(BadSchedule::Letter { at: 3, found: '1' })
    ));
    assert_eq!("".parse::<Schedule>(), Err(BadSchedule::Empty));
    let misfit = |text: &str, program| {
        let schedule: Schedule = text.parse().expect("letters");
        Machine::new(program)
            .follow(&schedule)
            .map_err(|misfit| misfit.to_string())
    };
    assert_eq!(misfit("AAABBB", counting(2, 1)), Ok(()));
    assert_eq!(
        misfit("AAAA", counting(2, 1)),
        Err("step 4: A can't move: it has ended".into())
    );
    assert_eq!(
        misfit("AC", counting(2, 1)),
        Err("step 2: C can't move: the threads are A to B".into())
    );
    assert_eq!(
        misfit("AABBA", philosophers(2, true)),
        Err("step 5: A can't move: it waits in fork1.acquire(), which B holds".into())
    );
}

/// Every schedule one by one: what the search must agree with.
fn plainly(program: &Program) -> BTreeMap<Outcome, u128> {
    fn go(program: &Program, path: &mut Vec<u8>, found: &mut BTreeMap<Outcome, u128>) {
        let mut machine = Machine::new(program.clone());
        machine
            .follow(&Schedule(path.clone()))
            .expect("it was enabled");
        let enabled: Vec<usize> = machine.enabled().collect();
        if enabled.is_empty() {
            *found.entry(machine.outcome()).or_default() += 1;
        }
        for thread in enabled {
            path.push(number(thread));
            go(program, path, found);
            path.pop();
        }
    }
    let mut found = BTreeMap::new();
    go(program, &mut Vec::new(), &mut found);
    found
}

/// How many classes of schedules there are, by putting each into its first form: neighbours that may be swapped, are.
fn classes(program: &Program) -> usize {
    fn go(
        program: &Program,
        path: &mut Vec<(u8, Vec<Step>)>,
        found: &mut std::collections::HashSet<Vec<u8>>,
    ) {
        let here = |path: &[(u8, Vec<Step>)]| {
            let mut machine = Machine::new(program.clone());
            for (thread, _) in path {
                machine.stretch(usize::from(*thread));
            }
            machine
        };
        let enabled: Vec<usize> = here(path).enabled().collect();
        if enabled.is_empty() {
            found.insert(first_form(program, path.clone()));
        }
        for thread in enabled {
            let steps = here(path).stretch(thread);
            path.push((number(thread), steps));
            go(program, path, found);
            path.pop();
        }
    }
    /// Takes, again and again, the first thread by the alphabet whose step nothing before it holds back.
    fn first_form(program: &Program, mut path: Vec<(u8, Vec<Step>)>) -> Vec<u8> {
        let lock_of = |condition: usize| program.conditions[condition].lock;
        let mut form = Vec::new();
        while !path.is_empty() {
            let free = |at: usize| {
                path[..at].iter().all(|(thread, steps)| {
                    let depends = |step: &Step| {
                        let mut own = path[at].1.iter();
                        own.any(|own| step.depends_on(*own, lock_of))
                    };
                    *thread != path[at].0 && !steps.iter().any(depends)
                })
            };
            let next = (0..path.len())
                .filter(|&at| free(at))
                .min_by_key(|&at| path[at].0);
            form.push(path.remove(next.expect("the first is free")).0);
        }
        form
    }
    let mut found = std::collections::HashSet::new();
    go(program, &mut Vec::new(), &mut found);
    found.len()
}

#[test]
fn a_release_between_acquire_and_notify_makes_a_different_schedule() {
    // The notify raises where the lock has been released by another in between.
    let program = program(
        &[vec![(4, 0)], vec![(3, 0), (6, 0), (0, 0)]],
        Switches::AnyStep,
    );
    assert_eq!(classes(&program), 3);
    assert_eq!(report(program).different.number, 3);
}

/// What a thread of a random program does: what, and to which of two things.
fn random_program() -> impl Strategy<Value = Vec<Vec<(u8, usize)>>> {
    let thread = proptest::collection::vec((0_u8..9, 0_usize..2), 1..4);
    proptest::collection::vec(thread, 1..4)
}

fn program(threads: &[Vec<(u8, usize)>], switches: Switches) -> Program {
    let mut program = Program {
        switches,
        ..Program::default()
    };
    for n in 0..2 {
        program.variable(&format!("v{n}"), 0);
        let lock = program.lock(format!("lock{n}"));
        program.condition(&format!("condition{n}"), lock);
        program.buffer(&format!("buffer{n}"));
    }
    for steps in threads {
        let steps = steps.clone();
        program.thread(move |py| {
            let mut n = 0;
            for &(what, thing) in &steps {
                match what {
                    0 => n += py.load("x", thing)?,
                    1 => n = py.store("x", thing, n + 1)?,
                    2 => n = py.local("x", n + 7)?,
                    3 => n = py.acquire("x", thing)?,
                    4 => n = py.release("x", thing)?,
                    5 => n = py.wait("x", thing)?,
                    6 => n = py.notify_all("x", thing)?,
                    7 => n = py.put("x", thing, n)?,
                    _ => n += py.get("x", thing)?,
                }
            }
            Ok(())
        });
    }
    program
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_programs_have_as_many_schedules_as_going_through_each(threads in random_program(), any in proptest::bool::ANY) {
        let program = program(&threads, if any { Switches::AnyStep } else { Switches::From310 });
        let report = report(program.clone());
        let plain = plainly(&program);
        let counted: BTreeMap<Outcome, u128> =
            report.outcomes.iter().map(|found| (found.outcome.clone(), found.count.number)).collect();
        prop_assert_eq!(&counted, &plain);
        prop_assert_eq!(report.schedules.number, plain.values().sum::<u128>());
        prop_assert_eq!(report.different.number, classes(&program) as u128);
        for found in &report.outcomes {
            let mut machine = Machine::new(program.clone());
            machine.follow(&found.schedule).expect("it was found");
            prop_assert_eq!(machine.outcome(), found.outcome.clone());
        }
    }
}
