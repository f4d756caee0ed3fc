//! See the body.
#![no_main]

use detente_testkit::fuzz::record_reader;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| record_reader(bytes));
