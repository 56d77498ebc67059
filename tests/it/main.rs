//! All integration tests, in one binary: one link, one start.

mod generator_vs_cpython;
