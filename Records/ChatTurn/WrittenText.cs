using System.Text;
using System.Text.Json;

namespace OpsFlow.Records.ChatTurn;

/// <summary>The answer that a turn's events say, without what was taken back.</summary>
internal sealed class WrittenText
{
    /// <summary>The kinds of events that it is made of, as a list for SQL.</summary>
    public const string Kinds = "'token', 'reset'";

    private readonly StringBuilder _text = new();

    /// <summary>The next event.</summary>
    public void Add(string kind, string data)
    {
        if (kind == "reset")
        {
            _text.Clear();
        }
        else if (kind == "token")
        {
            _text.Append(JsonElement.Parse(data).GetProperty("text").GetString());
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();
}
