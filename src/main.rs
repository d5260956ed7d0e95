//! The `sourcework` program.

mod cli;
mod interrupts;
mod screen;
mod terminal;

fn main() -> std::process::ExitCode {
    cli::run()
}
