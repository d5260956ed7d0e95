//! What is put before people, as data: blocks that the terminal, a page and a document draw, each in
//! its own way. Nothing here knows how a block is drawn, and all words that are said about an attempt
//! are written here, so that every interface says the same.
//!
//! | what is shown | built by |
//! |---|---|
//! | passages and sources | [`passage`] |
//! | a question before it is answered | [`question`]; what the student does is a [`Task`](crate::attempt::Task) |
//! | the feedback on an answer | [`feedback`](mod@feedback), [`findings`] |
//! | a written answer beside its mark scheme | [`judging`] |
//! | the answers of a class in groups | [`reviewing`] |
//! | what each student of a class gets back | [`returned`] |
//! | the end of an attempt | [`summary`] |
//! | how a student stands | [`progress`], with the charts of [`figure`] |
//! | what the answers of a class show | [`report`] |
//! | what is asked today in revision | [`plan`](mod@plan) |
//! | the attempts of a record | [`history`] |
//! | a printed quiz or its mark scheme | [`booklet`] |

pub mod block;
pub mod booklet;
pub mod feedback;
pub mod figure;
pub mod findings;
pub mod history;
pub mod judging;
pub mod passage;
pub mod plan;
pub mod progress;
pub mod question;
pub mod report;
pub mod returned;
pub mod reviewing;
pub mod summary;

pub use block::{
    Bar, Block, Column, Entry, FindingLine, Look, Mark, PassageParagraph, Run, Table, Tone,
};
pub use feedback::Labels;
