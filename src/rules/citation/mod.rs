//! Rules about quotations, citations and the lists that they point at.

pub mod citation_out_of_order;
pub mod duplicate_reference_number;
pub mod missing_reference_list;
mod numbers;
pub mod uncited_claim;
pub mod uncited_named_source;
pub mod uncited_quote;
pub mod undefined_citation;
pub mod unused_reference;
pub mod verdict;
