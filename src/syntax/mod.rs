//! What an essay is made of: blocks, headings, sentences, quotations, citations, reference list.
