using System.Security.Cryptography;
using System.Text;

namespace OpsFlow.Records.ChatTurn;

/// <summary>Ids made of what they identify: whatever is repeated has the same.</summary>
public static class ChatIds
{
    /// <summary>32 hexadecimal digits.</summary>
    public static string Of(params string[] parts) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Join('\n', parts.Select(p => $"{p.Length}:{p}")))))[..32];
}
