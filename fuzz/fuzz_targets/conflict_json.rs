//! See the body.
#![no_main]

use detente_testkit::fuzz::conflict_json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| conflict_json(bytes));
