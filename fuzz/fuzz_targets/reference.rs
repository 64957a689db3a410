//! Any text is read as an entry without a panic, with places inside the text that do not overlap, and what
//! is written from it can be read again: `cargo +nightly fuzz run reference`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use yinzheng::reference::{Edition, Order, Style, Width, format, parse, rewrite};

fuzz_target!(|text: &str| {
    let reference = parse(text);
    let mut places = reference.spans();
    places.extend(reference.rest.iter().cloned());
    places.sort_by_key(|range| (range.start, range.end));
    let mut end = 0;
    for place in places {
        assert!(place.start >= end && text.get(place.clone()).is_some());
        end = place.end;
    }
    for edition in [Edition::Gb2025, Edition::Gb2015] {
        for order in [Order::Numeric, Order::AuthorYear] {
            let written = format(&reference, Style { edition, width: Width::Full, order });
            let _ = parse(&written);
            let _ = rewrite(&reference, Style { edition, width: Width::Half, order });
        }
    }
});
