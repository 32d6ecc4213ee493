using System.Text;

namespace OpsFlow.Domain.Prescriptions;

/// <summary>Reads the tables: tab-separated with a line of names, or as they are.</summary>
internal static class TableFile
{
    public static string ReadEmbedded(string name)
    {
        using var stream = typeof(TableFile).Assembly.GetManifestResourceStream("prescriptions/" + name)
            ?? throw new InvalidOperationException($"The table {name} is not part of this build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>The rows, by column name; a row of another width is a fault.</summary>
    public static IEnumerable<IReadOnlyDictionary<string, string>> Rows(string name, string text, List<string> faults)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var columns = lines.Length > 0 ? lines[0].TrimEnd('\r').Split('\t') : [];
        for (var i = 1; i < lines.Length; i++)
        {
            var cells = lines[i].TrimEnd('\r').Split('\t');
            if (cells.Length != columns.Length)
            {
                faults.Add($"{name}:{i + 1} has {cells.Length} columns instead of {columns.Length}.");
                continue;
            }

            yield return columns.Zip(cells).ToDictionary(p => p.First, p => p.Second.Trim());
        }
    }

    public static IReadOnlyList<string> Parts(string cell, char separator = ';') =>
        cell.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
