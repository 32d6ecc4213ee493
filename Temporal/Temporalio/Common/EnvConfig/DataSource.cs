using System.Text;

namespace Temporalio.Common.EnvConfig;

/// <summary>Bytes given in place or as a file.</summary>
public sealed class DataSource
{
    private DataSource(string? path, byte[]? data)
    {
        Path = path;
        Data = data;
    }

    /// <summary>The file; null if the bytes are given in place.</summary>
    public string? Path { get; }

    /// <summary>The bytes; null if they are in a file.</summary>
    public byte[]? Data { get; }

    /// <summary>Names a file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The source.</returns>
    public static DataSource FromPath(string path) => new(path, null);

    /// <summary>Gives a text.</summary>
    /// <param name="content">The text.</param>
    /// <returns>The source.</returns>
    public static DataSource FromUTF8String(string content) => new(null, Encoding.UTF8.GetBytes(content));

    /// <summary>Gives bytes.</summary>
    /// <param name="data">The bytes.</param>
    /// <returns>The source.</returns>
    public static DataSource FromBytes(byte[] data) => new(null, data);

    /// <summary>Reads the form made by <see cref="ToDictionary"/>.</summary>
    /// <param name="dictionary">Has <c>path</c> or <c>data</c>; may be null.</param>
    /// <returns>The source, or null if there is none.</returns>
    public static DataSource? FromDictionary(IReadOnlyDictionary<string, string>? dictionary)
    {
        if (dictionary is null)
        {
            return null;
        }

        return dictionary.TryGetValue("path", out var path) ? FromPath(path)
            : dictionary.TryGetValue("data", out var data) ? FromUTF8String(data)
            : null;
    }

    /// <summary>The bytes, read from the file if there is one.</summary>
    /// <returns>The bytes.</returns>
    public byte[]? GetBytes() => Data ?? (Path is null ? null : File.ReadAllBytes(Path));

    /// <summary>A form for configuration files.</summary>
    /// <returns>Has <c>path</c> or <c>data</c>.</returns>
    public Dictionary<string, string>? ToDictionary() => Path is not null
        ? new() { ["path"] = Path }
        : Data is not null ? new() { ["data"] = Encoding.UTF8.GetString(Data) } : null;
}
