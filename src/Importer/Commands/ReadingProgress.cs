using System.Globalization;
using Spectre.Console;

namespace Importer.Commands;

/// <summary>Shows how far the reading of files is: a bar a file on a terminal, a line a file in a pipe.</summary>
internal static class ReadingProgress
{
    /// <summary>Runs the work on another thread and shows what it reports: the index of a file and the rows read of it.</summary>
    public static Task<T> ShowAsync<T>(TextWriter writer, IReadOnlyList<string> files, Func<IProgress<(int File, int Rows)>, T> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        return console.Profile.Out.IsTerminal
            ? console.Progress()
                .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new ElapsedTimeColumn())
                .StartAsync(context => Task.Run(() => work(new Bars(context, files))))
            : Task.Run(() => work(new Lines(writer, files)));
    }

    private sealed class Lines(TextWriter writer, IReadOnlyList<string> files) : IProgress<(int File, int Rows)>
    {
        private int _file = -1;

        public void Report((int File, int Rows) value)
        {
            if (_file != value.File)
            {
                _file = value.File;
                writer.WriteLine($"Reading {Path.GetFileName(files[_file])}");
            }
        }
    }

    // How many rows a file holds is known at its end only: the bar of the file being read just moves.
    private sealed class Bars : IProgress<(int File, int Rows)>
    {
        private readonly ProgressTask[] _tasks;
        private readonly IReadOnlyList<string> _files;
        private int _file;

        public Bars(ProgressContext context, IReadOnlyList<string> files)
        {
            _files = files;
            _tasks = [.. files.Select(file => context.AddTask(Markup.Escape(Path.GetFileName(file)), maxValue: 1).IsIndeterminate())];
        }

        public void Report((int File, int Rows) value)
        {
            if (_file != value.File)
            {
                _tasks[_file].IsIndeterminate(false).Value = 1;
                _file = value.File;
            }

            if (value.Rows % 500 == 0)
            {
                _tasks[_file].Description = string.Create(CultureInfo.InvariantCulture,
                    $"{Markup.Escape(Path.GetFileName(_files[_file]))} {value.Rows:N0} rows");
            }
        }
    }
}
