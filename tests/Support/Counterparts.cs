using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace OpsFlow.Tests.Support;

/// <summary>Finds the programs and folders that some tests need and product code does not.</summary>
public static class Counterparts
{
    public const string Postgres = "postgres";
    public const string Shared = "shared";
    public const string Ollama = "ollama";

    private static readonly string[] s_postgresFolders =
        [.. Enumerable.Range(12, 10).Reverse().Select(v => $"/usr/lib/postgresql/{v}/bin")];

    public static string? PostgresBin =>
        s_postgresFolders.FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));

    /// <summary>The folder of test material beside the repository, or null.</summary>
    public static string? SharedFolder
    {
        get
        {
            var named = Environment.GetEnvironmentVariable("OPSFLOW_SHARED");
            var folder = string.IsNullOrEmpty(named) ? Path.Combine(RepositoryRoot(), "..", "shared") : named;
            return Directory.Exists(Path.Combine(folder, "corpus")) ? Path.GetFullPath(folder) : null;
        }
    }

    public static string? ReasonToSkip(params string[] needs) =>
        needs.Select(Reason).FirstOrDefault(reason => reason is not null);

    public static string? Program(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    public static string Run(string program, IEnumerable<string> arguments, string? folder = null, string? input = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            RedirectStandardInput = input is not null,
            WorkingDirectory = folder ?? string.Empty,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        if (input is not null)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
        }

        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.Result}{output}");
    }

    private static string? Reason(string need) => need switch
    {
        Postgres when PostgresBin is null => "PostgreSQL's initdb is not installed",
        Postgres when Program("setpriv") is null && Environment.UserName == "root" =>
            "PostgreSQL refuses to run as root and setpriv is not installed",
        Postgres => null,
        Shared => SharedFolder is null ? "the folder of test material (OPSFLOW_SHARED) is not there" : null,
        Ollama when SharedFolder is null => "the folder of test material (OPSFLOW_SHARED) is not there",
        Ollama => File.Exists(Path.Combine(SharedFolder, "bin", "ollama")) ? null : "the Ollama server is not there",
        _ => Program(need) is null ? $"{need} is not installed" : null,
    };

    private static string RepositoryRoot([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", ".."));
}
