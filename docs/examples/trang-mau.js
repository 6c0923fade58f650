// Ghi các sự kiện của khung hỏi đáp ra trang; ở trang thật thì gửi cho công cụ thống kê.
// Sự kiện không bao giờ mang lời của người dân.
for (const name of ["opened", "closed", "asked", "answered", "rated", "printed", "copied", "failed"]) {
  document.addEventListener(`tlmc:${name}`, (event) => {
    const line = document.createElement("li");
    line.textContent = `${name} ${JSON.stringify(event.detail)}`;
    document.getElementById("su-kien").append(line);
  });
}
