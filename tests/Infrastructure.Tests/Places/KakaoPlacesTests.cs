using System.Net;
using OpsFlow.Infrastructure.Places;

namespace OpsFlow.Infrastructure.Tests.Places;

/// <summary>Kakao Local in the form that it publishes, and in forms that it must not have.</summary>
public sealed class KakaoPlacesTests
{
    private const string Published =
        """
        {"meta":{"same_name":{"region":[],"keyword":"재활용센터","selected_region":""},"pageable_count":2,
         "total_count":2,"is_end":true},
         "documents":[{"place_name":"마포 재활용센터","distance":"418","place_url":"http://place.map.kakao.com/1",
          "category_name":"가정,생활","address_name":"서울 마포구 성산동 1","road_address_name":"서울 마포구 성산로 120",
          "id":"1","phone":"02-000-0000","category_group_code":"","category_group_name":"","x":"126.9098",
          "y":"37.5651"},
         {"place_name":"둘","distance":"","address_name":"서울 중구 1","road_address_name":"","phone":"","x":"127.0",
          "y":"37.5"}]}
        """;

    [Fact]
    public async Task SearchAsync_PublishedForm_GivesPlacesAndSendsTheKey()
    {
        var (places, request) = await SearchAsync(Published, near: (37.5663, 126.9019));

        Assert.Equal(
            [
                new("마포 재활용센터", "서울 마포구 성산로 120", "02-000-0000", 37.5651, 126.9098, 418),
                new FoundPlace("둘", "서울 중구 1", null, 37.5, 127.0, null),
            ],
            places);
        Assert.Equal("KakaoAK k-1", $"{request.Headers.Authorization}");
        Assert.Equal(
            "https://dapi.kakao.com/v2/local/search/keyword.json?query=%EC%9E%AC%ED%99%9C%EC%9A%A9%EC%84%BC%ED%84%B0"
            + "&size=10&x=126.9019&y=37.5663&radius=20000&sort=distance",
            request.RequestUri!.AbsoluteUri);
    }

    [Theory]
    [InlineData("""{"documents":[{"place_name":"x","x":"999","y":"37"},{"place_name":"x"},null,{"x":"1","y":"1"}]}""")]
    [InlineData("""{"documents":[{"place_name":"\ud800","x":"127","y":"37"}]}""")]
    [InlineData("""{"documents":[]}""")]
    public async Task SearchAsync_WhatIsNoPlace_IsLeftOut(string answer) =>
        Assert.Empty((await SearchAsync(answer)).Places);

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"documents":{}}""")]
    [InlineData("<html>")]
    [InlineData("")]
    public Task SearchAsync_SomethingElse_SaysSo(string answer) =>
        Assert.ThrowsAsync<PlaceException>(() => SearchAsync(answer));

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.Redirect)]
    public async Task SearchAsync_NoSuccess_SaysSoWithoutTheKey(HttpStatusCode status) => Assert.DoesNotContain(
        "k-1", $"{await Assert.ThrowsAsync<PlaceException>(() => SearchAsync("{}", status))}");

    private static async Task<(IReadOnlyList<FoundPlace> Places, HttpRequestMessage Request)> SearchAsync(
        string answer, HttpStatusCode status = HttpStatusCode.OK, (double, double)? near = null)
    {
        HttpRequestMessage? asked = null;
        using var http = new HttpClient(new ScriptedHandler(request =>
        {
            asked = request;
            return ScriptedHandler.Json(status, answer);
        }));
        var places = await new KakaoPlaces(http, new() { Key = "k-1" })
            .SearchAsync("재활용센터", near, 50_000, default);
        return (places, asked!);
    }
}
