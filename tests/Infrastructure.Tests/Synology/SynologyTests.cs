using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using OpsFlow.Infrastructure.Synology;
using OpsFlow.Infrastructure.Webhooks;

namespace OpsFlow.Infrastructure.Tests.Synology;

/// <summary>Synology Chat in the forms of its documentation, and in forms that it must not have.</summary>
public sealed class SynologyTests
{
    private const string Address = "https://nas.example/webapi/entry.cgi?api=SYNO.Chat.External&method=";

    [Theory]
    [InlineData(
        "application/x-www-form-urlencoded",
        "token=t%2D1&channel_id=3&channel_name=x&user_id=7&username=mina&post_id=90&timestamp=17&text="
        + "%EC%9D%B4%EB%93%9C+%EC%98%A4%EB%8A%98+%EC%9D%BC%EC%A0%95&trigger_word=%EC%9D%B4%EB%93%9C")]
    [InlineData(
        "application/json; charset=utf-8",
        """{"token":"t-1","user_id":7,"post_id":90,"timestamp":"17","text":"이드 오늘 일정","trigger_word":"이드"}""")]
    public void Read_FormOrJson_GivesTheSame(string type, string body) => Assert.Equal(
        new SynologyMessage("t-1", "7", "90", "17", "오늘 일정"), Read(body, type));

    [Theory]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "{")]
    [InlineData("application/json", "")]
    public void Read_WhatIsNone_IsNone(string type, string body) => Assert.Null(Read(body, type));

    [Theory]
    [InlineData("application/json", """{"token":{"a":1},"text":["x"],"user_id":null}""")]
    [InlineData("application/json", """{"token":"\ud800","text":"\udc00"}""")]
    [InlineData("text/plain", "&&&===;;%%%zz&token=&text")]
    [InlineData("", "")]
    public void Read_StrangeFields_AreEmpty(string type, string body)
    {
        var message = Read(body, type)!;
        Assert.Equal(("", "", ""), (message.Token, message.Text, message.UserId));
        Assert.False(message.IsFrom("t-1"));
    }

    [Fact]
    public async Task SendAsync_LongText_IsCutWithItsMark()
    {
        var (outcome, request, payload) = await SendAsync(Address + "incoming&token=x", "7", new string('가', 5000));

        Assert.Null(outcome.Problem);
        Assert.Equal(new string('가', 4000) + "\n\n...(생략됨)", payload["text"]!.ToString());
        Assert.Null(payload["user_ids"]);
        Assert.Equal(Address + "incoming&token=x", request.RequestUri!.AbsoluteUri);
    }

    [Fact]
    public async Task SendAsync_Bot_WritesToTheUser() => Assert.Equal(
        "[7]", (await SendAsync(Address + "chatbot&token=x", "7", "안녕")).Payload["user_ids"]!.ToJsonString());

    [Theory]
    [InlineData(HttpStatusCode.OK, """{"success":true}""", null)]
    [InlineData(HttpStatusCode.OK, "ok", null)]
    [InlineData(HttpStatusCode.OK, """{"success":false,"error":{"code":404,"errors":"bad token"}}""", "refused: 404")]
    [InlineData(HttpStatusCode.OK, """{"success":false,"error":[]}""", "refused: ?")]
    [InlineData(HttpStatusCode.BadGateway, "", "HTTP 502")]
    public async Task SendAsync_Answer_IsTakenForWhatItIs(HttpStatusCode status, string answer, string? problem) =>
        Assert.Equal(problem, (await SendAsync(Address + "incoming", "7", "x", status, answer)).Outcome.Problem);

    private static SynologyMessage? Read(string body, string type) =>
        SynologyMessage.Read(Encoding.UTF8.GetBytes(body), type);

    private static async Task<(DeliveryOutcome Outcome, HttpRequestMessage Request, JsonNode Payload)>
        SendAsync(
            string url, string user, string text, HttpStatusCode status = HttpStatusCode.OK,
            string answer = """{"success":true}""")
    {
        HttpRequestMessage? asked = null;
        var body = "";
        using var http = new HttpClient(new ScriptedHandler(request =>
        {
            asked = request;
            body = request.Content!.ReadAsStringAsync().GetAwaiter().GetResult();
            return ScriptedHandler.Json(status, answer);
        }));
        var outcome = await new SynologyChat(http, new() { Url = new(url), Token = "t-1" })
            .SendAsync(user, text, "\n\n...(생략됨)", default);
        return (outcome, asked!, JsonNode.Parse(HttpUtility.ParseQueryString(body)["payload"]!)!);
    }
}
