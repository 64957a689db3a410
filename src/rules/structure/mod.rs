//! Rules about the build of the essay.

pub mod heading_out_of_order;
