using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace OpsFlow.Platform.Store;

/// <summary>One numbered step of the schema.</summary>
internal sealed partial record Migration(int Number, string Name, string Sql)
{
    private const string Prefix = "migrations/";

    public string Checksum =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    public static IReadOnlyList<Migration> LoadEmbedded(Assembly assembly, DatabaseKind kind)
    {
        var files = new List<(string Name, string Sql)>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (resource.StartsWith(Prefix, StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                files.Add((resource[Prefix.Length..], reader.ReadToEnd()));
            }
        }

        return Select(files, kind);
    }

    /// <summary>
    /// Takes the files of this engine, in order; a fault in the set is an error of the build, not of the user.
    /// </summary>
    public static IReadOnlyList<Migration> Select(IEnumerable<(string Name, string Sql)> files, DatabaseKind kind)
    {
        var own = kind == DatabaseKind.Sqlite ? "sqlite" : "postgres";
        var found = new SortedDictionary<int, Migration>();
        foreach (var (file, sql) in files)
        {
            var match = FileName().Match(file);
            if (!match.Success)
            {
                throw new StoreException($"Migration file '{file}' is not named NNNN_name[.sqlite|.postgres].sql.");
            }

            var engine = match.Groups["engine"].Value;
            if (engine.Length > 0 && engine != own)
            {
                continue;
            }

            var migration = new Migration(int.Parse(match.Groups["number"].Value), match.Groups["name"].Value, sql);
            if (!found.TryAdd(migration.Number, migration))
            {
                throw new StoreException($"Two migrations have the number {migration.Number:D4}.");
            }
        }

        return [.. found.Values];
    }

    [GeneratedRegex(@"^(?<number>\d{4})_(?<name>[a-z0-9_]+)(\.(?<engine>sqlite|postgres))?\.sql$")]
    private static partial Regex FileName();
}
