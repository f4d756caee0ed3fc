//! See the body.
#![no_main]

use detente_testkit::fuzz::ktab;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| ktab(bytes));
