namespace Temporalio.Common.EnvConfig;

/// <summary>
/// A table. Values are <see cref="string"/>, <see cref="long"/>, <see cref="double"/>, <see cref="bool"/>,
/// <see cref="TomlTime"/>, <see cref="TomlTable"/> or a list of these.
/// </summary>
internal sealed class TomlTable : Dictionary<string, object>
{
    /// <summary>How a table came to be, which decides what may still be added to it.</summary>
    internal enum Origin
    {
        /// <summary>As a part of a longer header; may get a header of its own.</summary>
        HeaderPart,

        /// <summary>By its own header.</summary>
        Header,

        /// <summary>By a dotted key; only dotted keys below the same header add to it.</summary>
        DottedKey,

        /// <summary>In braces; complete.</summary>
        Inline,
    }

    /// <summary>How the table came to be.</summary>
    public Origin From { get; set; }
}
