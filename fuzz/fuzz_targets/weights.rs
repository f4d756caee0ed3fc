//! See the body.
#![no_main]

use detente_testkit::fuzz::weights;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| weights(bytes));
