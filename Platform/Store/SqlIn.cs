using Dapper;

namespace OpsFlow.Platform.Store;

/// <summary>Lists for <c>IN</c>, which Dapper expands on SQLite but passes as an array on PostgreSQL.</summary>
public static class SqlIn
{
    /// <summary>
    /// Adds each value as a parameter and returns <c>(@name0,@name1,...)</c>; for no value, a list that matches
    /// nothing.
    /// </summary>
    public static string List<T>(DynamicParameters parameters, string name, IEnumerable<T> values)
    {
        var names = new List<string>();
        foreach (var value in values)
        {
            parameters.Add($"{name}{names.Count}", value);
            names.Add($"@{name}{names.Count}");
        }

        return names.Count == 0 ? "(NULL)" : $"({string.Join(',', names)})";
    }
}
