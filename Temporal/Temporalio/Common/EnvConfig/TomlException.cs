namespace Temporalio.Common.EnvConfig;

/// <summary>A text is not TOML.</summary>
internal sealed class TomlException(string message, int line, int column)
    : Exception($"Line {line}, column {column}: {message}");
