//! The `sourcework` program.

mod cli;
mod terminal;

fn main() -> std::process::ExitCode {
    cli::run()
}
