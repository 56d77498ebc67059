//! A program as Python source.

use super::programs::{Block, Program, Statement, Verb};

/// What all the programs use.
pub(super) const PRELUDE: &str = r#"
import gc, inspect, re, sys, traceback
gc.disable()  # what a traceback keeps in a cycle is let go of when a program says so
gc.freeze()  # the script itself needn't be looked through each time
def ignored(raised):
    # From 3.14 on it is named in the message alone.
    name = raised.object.__name__ if raised.object is not None else re.search(r'body\d', raised.err_msg).group()
    hear(name[4:] + ' ignored', last(raised.exc_value))
sys.unraisablehook = ignored
def last(e):
    cause = e.__cause__
    return traceback.format_exception_only(type(e), e)[-1].strip() + (" <- " + last(cause) if cause is not None else "")
def show(log, gens, g, call):
    try: log(g, repr(call()))
    except BaseException as e: log(g, last(e))
    log(*(inspect.getgeneratorstate(g) for g in gens))
"#;

/// Its definition and the verbs, ending with its transcript. Each program is a function with a log of its own: generators
/// that the garbage collector finishes late must not write into another one's.
pub(super) fn of(program: &Program) -> String {
    let mut text = String::from(
        "def program():\n    global hear\n    out = []\n    def log(*words): out.append(' '.join(words))\n    hear = log\n    \
         def G(i):\n        if gens[i] is None: raise LookupError('gone')\n        return gens[i]\n",
    );
    for (i, body) in program.bodies.iter().enumerate() {
        text.push_str(&format!("    def body{i}():\n        if 0: yield\n"));
        write_block(&mut text, 2, i, body);
    }
    let calls: Vec<_> = (0..program.bodies.len())
        .map(|i| format!("body{i}()"))
        .collect();
    text.push_str(&format!("    gens = [{}]\n", calls.join(", ")));
    for (g, verb) in &program.verbs {
        text.push_str(&format!(
            "    show(log, gens, '{g}', lambda: {})\n",
            call(*g, *verb)
        ));
    }
    for i in 0..program.bodies.len() {
        text.push_str(&format!(
            "    gens[{i}] = None; gc.collect(); log('{i} is let go')\n"
        ));
    }
    text + "    print('== program'); print('\\n'.join(out))\nprogram()\n"
}

fn number(value: Option<i64>) -> String {
    value.map_or("None".to_owned(), |value| value.to_string())
}

fn call(g: usize, verb: Verb) -> String {
    match verb {
        Verb::Next => format!("next(G({g}))"),
        Verb::Send(value) => format!("G({g}).send({})", number(value)),
        Verb::Throw(class, value) => {
            format!(
                "G({g}).throw({}({}))",
                class.name(),
                value.map(|value| value.to_string()).unwrap_or_default()
            )
        }
        Verb::ThrowObject(value) => format!("G({g}).throw({value})"),
        Verb::Close => format!("G({g}).close()"),
    }
}

fn write_block(text: &mut String, depth: usize, own: usize, block: &Block) {
    let margin = "    ".repeat(depth);
    let mut line = |words: String| text.push_str(&format!("{margin}{words}\n"));
    line("pass".into());
    for statement in block {
        let mut line = |words: String| text.push_str(&format!("{margin}{words}\n"));
        match statement {
            Statement::Yield(value) => line(format!("log('in {own}', repr((yield {value})))")),
            Statement::YieldFrom(g) => {
                line(format!("log('in {own}', repr((yield from G({g}))))"));
            }
            Statement::YieldFromList(values) => {
                line(format!("log('in {own}', repr((yield from {values:?})))"));
            }
            Statement::Do(g, verb) => line(format!("log('in {own}', repr({}))", call(*g, *verb))),
            Statement::Return(value) => line(format!("return {}", number(*value))),
            Statement::Raise(class, value) => line(format!("raise {}({value})", class.name())),
            Statement::Reraise => line("raise".into()),
            Statement::Twice(body) => {
                line("for _ in range(2):".into());
                write_block(text, depth + 1, own, body);
            }
            Statement::Try {
                body,
                handler,
                finally,
            } => {
                line("try:".into());
                write_block(text, depth + 1, own, body);
                if let Some((class, body)) = handler {
                    text.push_str(&format!("{margin}except {} as e{depth}:\n{margin}    log('in {own} caught', last(e{depth}))\n", class.name()));
                    write_block(text, depth + 1, own, body);
                }
                text.push_str(&format!("{margin}finally:\n"));
                write_block(
                    text,
                    depth + 1,
                    own,
                    finally.as_ref().unwrap_or(&Vec::new()),
                );
            }
        }
    }
}
