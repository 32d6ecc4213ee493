using System.Text.Json;

namespace OpsFlow.Api.Demo;

/// <summary>How far a demonstration has come; a file, so that a killed one goes on where it was.</summary>
internal sealed record DemoState
{
    /// <summary>The demonstration's number on this data folder, from 1.</summary>
    public int Number { get; init; } = 1;

    /// <summary>The server's name: unique, so that demonstrations may share a cluster.</summary>
    public string Server { get; init; } = $"demo-{Guid.NewGuid().ToString("n")[..8]}";

    /// <summary>Whether it ended well.</summary>
    public bool IsDone { get; init; }

    /// <summary>What the crashed program printed; null before it ran.</summary>
    public string? StackTrace { get; init; }

    /// <summary>The analysis; null before the report was accepted.</summary>
    public string? AnalysisId { get; init; }

    /// <summary>Reads the file.</summary>
    /// <returns>The state, or null if there is none.</returns>
    public static DemoState? Load(string file) =>
        File.Exists(file) ? JsonSerializer.Deserialize<DemoState>(File.ReadAllText(file)) : null;

    /// <summary>Writes the file: all of it or nothing.</summary>
    public DemoState Save(string file)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var temporary = file + ".tmp";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this));
        File.Move(temporary, file, overwrite: true);
        return this;
    }
}
