//! Our Python held against the real one: random generator programs, literals, floats, the tree of exceptions.
//!
//! Random programs are held against every interpreter of `CONCURRIUM_PYTHON`, see `pythons`. As many as one likes:
//! `CONCURRIUM_PROGRAMS=100000 CONCURRIUM_SEED=1 cargo test --test it random_programs -- --nocapture`
#![expect(
    clippy::unwrap_used,
    reason = "a test that can't go on should stop where it stands"
)]

mod programs;
mod run;
mod twin;

use concurrium::python::{Class, Value, Version, literal};

use crate::chance::{asked, times};
use crate::pythons::{self, Python};
use programs::{Dice, Program};

/// How many random programs are a sample, unless `CONCURRIUM_PROGRAMS` says.
const PROGRAMS: u64 = 150;

/// How many of them one CPython is given.
const BATCH: u64 = 1000;

/// What the first interpreter prints when it is given this script; nothing when there is none.
pub(crate) fn python(script: &str) -> Option<String> {
    let pythons = pythons::all();
    Some(pythons.first()?.prints(script))
}

#[test]
fn random_programs_take_the_same_course() {
    let count = asked("CONCURRIUM_PROGRAMS", times(PROGRAMS));
    let seed = asked("CONCURRIUM_SEED", 0x5eed);
    println!("{count} programs from seed {seed}");
    for python in pythons::all() {
        let mut dice = Dice::new(seed);
        let mut at = 0;
        while at < count {
            let batch = BATCH.min(count - at);
            let programs: Vec<_> = (0..batch).map(|_| Program::random(&mut dice)).collect();
            same_course(&programs, &python, seed, at);
            at += batch;
        }
        println!("{count} programs are equal on CPython {}", python.release);
    }
}

/// Holds programs against CPython; `first` is the number of the first of them.
fn same_course(programs: &[Program], python: &Python, seed: u64, first: u64) {
    let mut script = twin::PRELUDE.to_owned();
    for program in programs {
        script.push_str(&twin::of(program));
    }
    let output = python.prints(&script);
    let mut transcripts = output.split("== program\n").skip(1);
    for (at, program) in (first..).zip(programs) {
        let theirs = transcripts.next().unwrap();
        let ours = run::transcript(program, python.version);
        assert_eq!(
            ours,
            theirs,
            "seed {seed}, program {at} (left: ours, right: CPython {})\n{}",
            python.release,
            twin::of(program)
        );
    }
}

/// A line of `name<tab>answer` for each expression, evaluated by CPython.
fn evaluated(sources: &[String]) -> Option<Vec<String>> {
    let mut script = String::from(
        "def look(source):\n    try: value = eval(source)\n    except Exception as e: return 'refused'\n    return repr(value) if type(value) in (type(None), bool, int, float, str) else 'refused'\n",
    );
    for source in sources {
        // The source travels as hexadecimal digits, so that no quoting of ours stands between.
        let hex: String = source.bytes().map(|byte| format!("{byte:02x}")).collect();
        script.push_str(&format!("print(look(bytes.fromhex('{hex}').decode()))\n"));
    }
    Some(python(&script)?.lines().map(str::to_owned).collect())
}

#[test]
fn literals_read_and_print_as_in_cpython() {
    let handmade = [
        "'a'",
        r#""it's""#,
        r#"'it\'s "so"'"#,
        "'''a'b\nc'''",
        "'''a\rb\r\nc\n\rd'''",
        "'a\\\rb'",
        "\"\"\"\"x\"\"\"",
        r"'\x00\x1f\x7f\x80\xff'",
        r"'\u4e2d\U0001F600\U0010ffff'",
        r"r'\n\''",
        r"R'\\'",
        "u'中文 é'",
        "U'x'",
        r"'\a\b\f\n\r\t\v\\\'\0\101\777\8'",
        r"'\q\%'",
        "'a' 'b'  \"c\"",
        "('a'\n'b')",
        "'\u{a0}\u{ad}\u{200b}\u{feff}\u{2028}\u{3000}'",
        "'e\u{301}\u{301}'",
        "'👩 مرحبا हिन्दी'",
        "''",
        "''''''",
        "'a\\\nb'",
        "0",
        "00",
        "0_0",
        "007",
        "42",
        "-42",
        "+42",
        "--42",
        "- 4",
        "1_000",
        "1__0",
        "1_",
        "_1",
        "0x1F",
        "0X_ff",
        "0x",
        "0b101",
        "0b2",
        "0o17",
        "0o8",
        "0x1_",
        "9223372036854775807",
        "-9223372036854775808",
        "1.0",
        "1.",
        ".5",
        "-.5",
        "1e5",
        "1E+5",
        "1e-5",
        "1_0.0_1e1_0",
        "1e",
        "1e+",
        ".",
        "1..2",
        "09.5",
        "09e1",
        "1e400",
        "-1e400",
        "1e-400",
        "1e15",
        "1e16",
        "1e17",
        "123456789012345678.0",
        "0.0001",
        "0.00001",
        "True",
        "False",
        "None",
        "true",
        "(5)",
        "((-5))",
        "(\n5\n)",
        "(5",
        "5)",
        "'open",
        "'a\nb'",
        "ab'c'",
        r"'\x4'",
        r"'\u12'",
        r"'\U00110000'",
        "1 2",
        "5abc",
        "1 'a'",
        "-'a'",
        "-None",
        "0xe+1x",
    ];
    let mut dice = Dice::new(0xf10a7);
    let mut sources: Vec<String> = handmade.map(str::to_owned).into();
    sources.extend(
        (0..1500)
            .map(|_| format!("{:e}", f64::from_bits(dice.next()).abs()))
            .filter(|text| text != "NaN" && text != "inf"),
    );
    sources.extend((0..500).map(|_| {
        format!(
            "{:e}",
            dice.next() as f64 / 10f64.powi(dice.below(40).try_into().unwrap())
        )
    }));
    let Some(theirs) = evaluated(&sources) else {
        return;
    };
    assert_eq!(theirs.len(), sources.len());
    for (source, theirs) in sources.iter().zip(theirs) {
        let ours = literal::parse(source).map_or("refused".to_owned(), |value| value.repr());
        assert_eq!(ours, theirs, "{source}");
    }
}

#[test]
fn the_exceptions_are_cpythons() {
    let script = "import builtins, sys, traceback\n\
         def last(e): return traceback.format_exception_only(type(e), e)[-1].strip()\n\
         for name, c in sorted(vars(builtins).items()):\n\
         \x20   if isinstance(c, type) and issubclass(c, BaseException) and c.__name__ == name and name[0] != '_':\n\
         \x20       out = [name, ','.join(b.__name__ for b in c.__bases__ if b is not object)]\n\
         \x20       for args in ((), ('m',), (None,), (2, 'm')):\n\
         \x20           if len(args) == 2 and issubclass(c, SyntaxError): continue\n\
         \x20           try: out.append(last(c(*args)))\n\
         \x20           except (TypeError, ValueError) as e: out.append('raised ' + last(e))\n\
         \x20       print('\\t'.join(out))\n";
    for python in pythons::all() {
        exceptions_are(&python.prints(script), python.version);
    }
}

/// A row for each class: its name, its bases, and what it makes of several arguments.
fn exceptions_are(theirs: &str, version: Version) {
    assert!(theirs.lines().count() > 60);
    let mut named = Vec::new();
    for line in theirs.lines() {
        let mut columns = line.split('\t');
        let (name, bases) = (columns.next().unwrap(), columns.next().unwrap());
        let class = Class::named(name).unwrap_or_else(|| panic!("{name} is missing"));
        let ours: Vec<_> = class.bases().iter().map(|base| base.name()).collect();
        assert_eq!(ours.join(","), bases, "the bases of {name}");
        let each: [&[Value]; 4] = [&[], &["m".into()], &[Value::None], &[2.into(), "m".into()]];
        for (args, theirs) in each.into_iter().zip(columns) {
            let ours = match class.call(args.to_vec()) {
                Ok(made) => made.to_string(),
                Err(raised) => format!("raised {raised}"),
            };
            assert_eq!(ours, theirs, "{name}{args:?}");
        }
        named.push(class);
    }
    for class in Class::ALL.iter().filter(|class| class.is_builtin()) {
        let there = named.contains(class);
        assert_eq!(class.is_in(version), there, "{class:?} in {version}");
    }
}
