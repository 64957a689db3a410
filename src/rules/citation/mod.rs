//! Rules about quotations, citations and the lists that they point at.

pub mod citation_in_heading;
pub mod citation_out_of_order;
pub mod dangling_note_reference;
pub mod duplicate_reference;
pub mod duplicate_reference_number;
pub mod inconsistent_marker_placement;
pub mod missing_reference_list;
pub mod mixed_citation_style;
pub(crate) mod numbers;
pub mod page_cited_twice;
pub mod quote_without_page;
pub mod reference_number_gap;
pub mod reference_out_of_order;
pub mod renumber;
pub mod uncited_claim;
pub mod uncited_named_source;
pub mod uncited_quote;
pub mod undefined_citation;
pub mod unmerged_citations;
pub mod unused_reference;
pub mod verdict;
