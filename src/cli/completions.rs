//! `sourcework completions`.

use super::output::Output;
use super::{Ending, Failure, grouped_help};

#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  sourcework completions bash > ~/.local/share/bash-completion/completions/sourcework"
)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

pub fn run(args: &Args, output: &mut Output) -> Result<Ending, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(
        args.shell,
        &mut grouped_help::command(),
        "sourcework",
        &mut script,
    );
    output.text(&String::from_utf8_lossy(&script))?;
    Ok(Ending::Fine)
}
