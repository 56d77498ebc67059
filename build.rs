//! The lessons are data inside the binary: a change of theirs is a change of the program.

fn main() {
    println!("cargo::rerun-if-changed=assets/lessons");
}
